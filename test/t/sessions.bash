# Several sessions of psql that a test drives by name, and comparing what is found with what was planted.
# Words: tell gives a session a command and does not wait; await polls the server until a condition holds.
# It must not sleep for a time: what is waited for is a condition, and a minute without it is a failure.
# shellcheck shell=bash
work=$(mktemp -d)
failed=0 number=0
declare -A pipe

session() { # NAME [DATABASE]
  mkfifo "$work/$1"
  PGAPPNAME=$1 psql -XAtq -d "${2:-$PGDATABASE}" <"$work/$1" >"$work/$1.out" 2>&1 &
  exec {fd}>"$work/$1"
  pipe[$1]=$fd
  await "SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = '$1'"
}

tell() { printf '%s\n' "$2" >&"${pipe[$1]}"; }

ask() { psql -XAtq -v ON_ERROR_STOP=1 -c "$1" 2>&1; }

await() {
  local end=$((SECONDS + 60))
  until [ "$(ask "$1")" = t ]; do
    [ $SECONDS -lt $end ] || {
      echo "not ok - never true: $1"
      cat "$work"/*.out
      exit 1
    }
  done
}

# Every report that can be called without arguments.
reports() { ask "SELECT proname FROM pg_proc JOIN copilot.reports ON name = proname
  WHERE pronamespace = 'copilot'::regnamespace AND pronargs = pronargdefaults ORDER BY 1"; }

# The session's last statement has been run, or waits for a lock.
idle() { await "SELECT state LIKE 'idle%' AND query LIKE '%$2%' FROM pg_stat_activity WHERE application_name = '$1'"; }
stuck() { await "SELECT wait_event_type = 'Lock' AND query LIKE '%$2%' FROM pg_stat_activity WHERE application_name = '$1'"; }

is() { # WHAT EXPECTED ACTUAL
  number=$((number + 1))
  if [ "$2" = "$3" ]; then
    echo "ok $number - $1"
  else
    failed=1
    echo "not ok $number - $1"
    diff <(printf '%s\n' "$2") <(printf '%s\n' "$3") | sed 's/^/# /'
  fi
}

leave() {
  for name in "${!pipe[@]}"; do
    fd=${pipe[$name]}
    exec {fd}>&-
  done
  rm -rf "$work"
}
trap leave EXIT
