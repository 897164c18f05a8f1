# What the tests of the release share. Each runs in an empty folder, and installs as the documents say.
set -eu

root=$(CDPATH='' cd -P -- "$(dirname "$0")/../.." && pwd)
dist=$root/dist
version=$("$root/scripts/version")
folder=$(mktemp -d)
server=
trap 'stop_server; rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
cd "$folder"
# What the machine has of its own must not help.
unset FIRSTWORD_JAVA_OPTS ANTHROPIC_API_KEY FIRSTWORD_BUILT 2>/dev/null || true

fail() {
  echo "FAILED: $*" >&2
  for log in serve.log; do
    [ ! -e "$log" ] || cat "$log" >&2
  done
  exit 1
}

# start_server COMMAND... : starts a server at a free port, and sets `server` and `address` once it listens.
start_server() {
  "$@" >serve.log 2>&1 &
  server=$!
  waited=0
  address=
  until [ -n "$address" ]; do
    waited=$((waited + 1))
    if [ "$waited" -gt 600 ] || ! kill -0 "$server" 2>/dev/null; then fail "the server did not start: $*"; fi
    sleep 0.1
    address=$(sed -n 's/^Firstword is listening on //p' serve.log)
  done
}

stop_server() {
  [ -n "$server" ] || return 0
  kill "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  server=
}

# ask CURL-ARGUMENTS... : asks a question with curl, and expects a complete answer.
ask() {
  curl -sSN --max-time 60 "$address/api/chat/stream" -H 'Content-Type: application/json' \
    -d '{"message": "Why is the sky blue?"}' "$@" >answer
  grep -q '"type":"text"' answer || fail "no text in the answer: $(cat answer)"
  grep -q '"type":"done"' answer || fail "the answer has no end: $(tail -n 3 answer)"
}

# expect_page : the server serves its page.
expect_page() {
  curl -sS --max-time 60 "$address/" | grep -q '<div id="root">' || fail "the server has no page"
}
