# What the tests of other servers share: two clusters, cases, servers that misbehave. To be sourced.
# Words: the peer is the server that is watched, the hub the one whose copilot looks; a case is one SQL on
# the hub and what it must print. Nothing that is started here may outlive the test.
src=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# Starts the script anew inside both clusters. The peer asks the role scram_reader for a password, trusts
# others, and takes the operating system's word in its database "identity".
two_clusters() {
  [ -z "${PEER_PGHOST:-}" ] || return 0
  exec "$src/test/cluster" --as PEER --port auto --conf 'autovacuum = off' \
    --conf 'track_io_timing = off' --conf "track_activity_query_size = '16kB'" \
    --hba 'local identity all peer' \
    --hba 'host all scram_reader 127.0.0.1/32 scram-sha-256' \
    -- "$src/test/cluster" -- "$0"
}

work=
children=()
cleanup() {
  local child
  for child in "${children[@]}"; do kill "$child" 2>/dev/null; done
  [ -z "$work" ] || rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 143' INT TERM HUP

count=0 failures=0
verdict() { # NAME, after a command that says it
  local status=$?
  count=$((count + 1))
  if [ $status = 0 ]; then
    echo "ok $count - $1"
  else
    echo "not ok $count - $1"
    failures=$((failures + 1))
  fi
  return $status
}
finish() {
  echo "1..$count"
  [ $failures = 0 ] || exit 1
}

hub() { psql -XAtq -v VERBOSITY=verbose "$@"; }
peer() { PGHOST=$PEER_PGHOST PGPORT=$PEER_PGPORT psql -XAtq -v ON_ERROR_STOP=1 "$@"; }

# session DATABASE SQL: an application "planted" on the peer, which stays in its transaction.
session() {
  local line
  coproc { PGHOST=$PEER_PGHOST PGPORT=$PEER_PGPORT PGAPPNAME=planted exec psql -XAtq -d "$1"; }
  children+=("$COPROC_PID")
  echo "BEGIN; $2; SELECT 'ready';" >&"${COPROC[1]}"
  until read -r line <&"${COPROC[0]}" && [ "$line" = ready ]; do :; done
  exec {kept_open}>&"${COPROC[1]}"
}

# says NAME REGEX SQL...: what psql prints for these statements on the hub, on one line.
says() {
  local name=$1 wanted=$2 argument arguments=() printed
  shift 2
  for argument; do arguments+=(-c "$argument"); done
  printed=$(hub "${arguments[@]}" 2>&1 | tr '\n' ' ')
  [[ $printed =~ $wanted ]]
  verdict "$name"
  [[ $printed =~ $wanted ]] || printf '#   got: %s\n#   not: %s\n' "$printed" "$wanted"
}

now_ms() { echo $(($(date +%s%N) / 1000000)); }

# until_true COMMAND...: polls for at most ten seconds.
until_true() {
  local end=$(($(now_ms) + 10000))
  until "$@"; do [ "$(now_ms)" -lt $end ] || return 1; done
}

# listener PERL: a server on a free port that runs PERL with each connection in $c; the port is in $port.
listener() {
  local file=$work/port.${#children[@]}
  perl -MIO::Socket::INET -e '
    my $s = IO::Socket::INET->new(Listen => 16, LocalAddr => "127.0.0.1") or die;
    open my $f, ">", "$ARGV[0].new"; print $f $s->sockport; close $f; rename "$ARGV[0].new", $ARGV[0];
    my @kept;
    while (my $c = $s->accept) { push @kept, $c; eval $ARGV[1]; die $@ if $@ }' "$file" "$1" &
  children+=($!)
  until_true test -e "$file" || exit 1
  port=$(cat "$file")
}
