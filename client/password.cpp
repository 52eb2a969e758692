// Password: read from the controlling terminal with the echo off.
// Words: see password.hpp.
// stdin is not read: it may be a question's text, or a file.
#include "password.hpp"

#include <stdio.h>
#include <termios.h>

#include <memory>

namespace copilot::client {

std::optional<std::string> ask_password(const std::string& prompt) {
  std::unique_ptr<FILE, int (*)(FILE*)> terminal(::fopen("/dev/tty", "r+"), ::fclose);
  if (!terminal) return std::nullopt;
  int file = ::fileno(terminal.get());
  termios before{};
  if (::tcgetattr(file, &before) != 0) return std::nullopt;
  termios silent = before;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  ::tcsetattr(file, TCSAFLUSH, &silent);
  ::fputs(prompt.c_str(), terminal.get());
  ::fflush(terminal.get());
  std::string password;
  int c = 0;
  while ((c = ::fgetc(terminal.get())) != EOF && c != '\n') password += static_cast<char>(c);
  ::tcsetattr(file, TCSAFLUSH, &before);
  ::fputs("\n", terminal.get());
  return password;
}

}  // namespace copilot::client
