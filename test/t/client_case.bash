# One case of the client's test: a run of the program, and what is asked of it. Sourced by client.sh.
# Words: a case passes or fails by its status, its stdout and its stderr, each `like` a regular expression.
# It must not wait for a fixed time: what is awaited is polled.
# shellcheck shell=bash disable=SC2034
passed=0 failed=0
result() { # STATUS NAME [DETAIL]
  if [ "$1" = 0 ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "not ok: $2"
    printf '%s\n' "${3:-}" | cat -v | sed 's/^/    /'
  fi
}
expect() { # NAME COMMAND...: it must succeed
  "${@:2}"
  result $? "$1" "$(shows)"
}
run() { # ARGUMENT...: sets out, err, status
  "$pgcopilot" "$@" >"$work/out" 2>"$work/err" </dev/null
  status=$?
  out=$(cat "$work/out") err=$(cat "$work/err")
}
shows() { printf 'status %s\nstdout: %s\nstderr: %s\n' "$status" "$out" "$err"; }
check() { # NAME STATUS STDOUT-LIKE STDERR-LIKE; '' is empty, '*' anything
  local bad=0
  [ "$status" = "$2" ] || bad=1
  matches "$out" "$3" || bad=1
  matches "$err" "$4" || bad=1
  result $bad "$1" "$(shows)"
}
matches() {
  case $2 in
    '') [ -z "$1" ] ;;
    '*') true ;;
    *) [[ $1 =~ $2 ]] ;;
  esac
}
terminal() { # COLUMNS COMMAND-LINE: what a terminal of that width gets; sets out, status
  out=$(script -qec "stty cols $1 rows 24; $2" /dev/null </dev/null 2>&1)
  status=$?
  err=
}
json() { # PERL-EXPRESSION over $j: prints it
  perl -MJSON::PP -0777 -e 'binmode STDOUT, ":utf8"; my $j = decode_json(<STDIN>); print '"$1"
}
until_true() { # COMMAND...: polls, at most 20 s
  local end=$((SECONDS + 20))
  until "$@"; do
    [ $SECONDS -lt $end ] || return 1
    read -rt 0.05 <> <(:) || true
  done
}
waiting() { [ "$(psql -XAtc "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory'")" = "$1" ]; }
hold() { # a session keeps the lock that server => 'wait' waits for, until release
  coproc HOLDER { psql -XAtq; }
  echo "SELECT pg_advisory_lock(42);" >&"${HOLDER[1]}"
  read -r _ <&"${HOLDER[0]}"
}
release() {
  local holder=$HOLDER_PID
  eval "exec ${HOLDER[1]}>&-"
  wait "$holder"
}
widest() { # the cells of the longest line of a terminal's output
  perl -CS -Mutf8 -ne 's/\e\[[0-9;]*m|\r|\n//g; s/[\x{2e80}-\x{9fff}\x{1f000}-\x{1ffff}]/xx/g;
    $w = length if length > ($w // 0); END { print $w }'
}
