// pg::Error: a server error on its way through C++ frames, whole.
// Words: its data is the server's ErrorData, with SQLSTATE, detail, hint and context unchanged.
// It is not a std::exception: no handler of a module may swallow a cancel.
#pragma once

struct ErrorData;

namespace copilot::pg {

class Error {
 public:
  explicit Error(ErrorData* data) : data_(data) {}
  ErrorData* data() const { return data_; }

 private:
  ErrorData* data_;
};

}  // namespace copilot::pg
