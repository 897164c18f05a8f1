# What the tests of the release share. Each runs in an empty folder, and installs as the documents say.
set -eu

root=$(CDPATH='' cd -P -- "$(dirname "$0")/../.." && pwd)
dist=$root/dist
version=$("$root/scripts/version")
folder=$(mktemp -d)
server=
application=
trap 'stop_server; rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
cd "$folder"
# What the machine has of its own must not help.
unset FIRSTWORD_JAVA_OPTS ANTHROPIC_API_KEY FIRSTWORD_BUILT 2>/dev/null || true

fail() {
  echo "FAILED: $*" >&2
  for log in "$folder"/*.log; do
    [ ! -e "$log" ] || cat "$log" >&2
  done
  exit 1
}

# start_server COMMAND... : starts a server at a free port, and sets `server` and `address` once it listens.
start_server() {
  "$@" >"$folder/serve.log" 2>&1 &
  server=$!
  waited=0
  address=
  until [ -n "$address" ]; do
    waited=$((waited + 1))
    if [ "$waited" -gt 600 ] || ! kill -0 "$server" 2>/dev/null; then fail "the server did not start: $*"; fi
    sleep 0.1
    address=$(sed -n 's/^Firstword is listening on //p' "$folder/serve.log")
  done
}

# start_application PORT COMMAND... : starts what is in front of the server, and waits until it answers.
start_application() {
  front=http://127.0.0.1:$1
  shift
  "$@" >"$folder/application.log" 2>&1 &
  application=$!
  waited=0
  until curl -s -o /dev/null --max-time 60 "$front/"; do
    waited=$((waited + 1))
    if [ "$waited" -gt 240 ] || ! kill -0 "$application" 2>/dev/null; then fail "the application did not start: $*"; fi
    sleep 0.5
  done
}

stop_server() {
  for process in $application $server; do
    kill "$process" 2>/dev/null || true
    wait "$process" 2>/dev/null || true
  done
  application=
  server=
}

free_port() {
  "$root/scripts/with-jdk" java "$root/release/test/FreePort.java"
}

# code HEADING... : see code.mjs.
code() {
  node "$root/release/test/code.mjs" "$root/docs/$1" "$2" "$3" ${4+"$4"}
}

unpack_server() {
  tar xzf "$dist/firstword-$version-linux-x86-64.tar.gz"
  firstword=$folder/firstword-$version-linux-x86-64/bin/firstword
}

# ask CURL-ARGUMENTS... : asks the application or the server with curl, and expects a complete answer.
ask() {
  curl -sSN --max-time 60 "${front-$address}/api/chat/stream" -H 'Content-Type: application/json' \
    -d '{"message": "Why is the sky blue?"}' "$@" >answer
  grep -q '"type":"text"' answer || fail "no text in the answer: $(cat answer)"
  grep -q '"type":"done"' answer || fail "the answer has no end: $(tail -n 3 answer)"
}

# expect_page : the server serves its page.
expect_page() {
  curl -sS --max-time 60 "$address/" | grep -q '<div id="root">' || fail "the server has no page"
}
