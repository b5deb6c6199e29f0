#!/bin/sh
# A few figures of this checkout on this machine, with the example app and an optimised binary: how long a build takes,
# how soon the server answers, how much memory it holds, and (with `wrk`) how many requests it serves. For comparing two
# commits on one quiet machine; the figures of two machines say nothing about each other.
set -eu
cd "$(dirname "$0")/.."

formwork=${FORMWORK:-target/release/formwork}
out=target/bench/build
port=${PORT:-5190}
origin=http://localhost:$port

mkdir -p target/bench
for run in first second third; do
    took=$($formwork build examples/tour --out $out --json | sed -n 's/^  "durationMs": \([0-9]*\),*$/\1/p')
    echo "build ($run): $took ms"
done
echo "binary: $(wc -c <$formwork) bytes"

rm -f target/bench/tour.db
TOUR_DB=target/bench/tour.db HOST=127.0.0.1 PORT=$port ORIGIN=$origin FORMWORK_LOG=error $formwork start $out >/dev/null &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
until curl --silent --fail --output /dev/null "$origin/"; do
    kill -0 $server || exit 1
done
if [ -r /proc/$server/status ]; then
    echo "memory: $(sed -n 's/^VmRSS:[[:space:]]*//p' /proc/$server/status)"
fi

if ! command -v wrk >/dev/null 2>&1; then
    echo "requests: not measured, wrk is not installed (apt-get install wrk, brew install wrk)"
    exit 0
fi
cat >target/bench/post.lua <<'LUA'
wrk.method = 'POST'
-- An empty field is refused by the action, so that nothing is stored while measuring.
wrk.body = 'text='
wrk.headers['content-type'] = 'application/x-www-form-urlencoded'
wrk.headers['accept'] = 'application/json'
wrk.headers['x-sveltekit-action'] = 'true'
LUA
measure() {
    name=$1
    shift
    result=$(wrk --threads 1 --connections 16 --duration 5s --latency "$@" | awk '
        /Requests\/sec/ { rate = $2 } /^ +50%/ { half = $2 } /^ +99%/ { most = $2 }
        /Non-2xx/ { bad = " (refused: " $NF ")" } END { print rate "/s, p50 " half ", p99 " most bad }')
    echo "$name: $result"
}
measure "GET /" "$origin/"
measure "GET /favicon.svg" "$origin/favicon.svg"
measure "POST /todos?/create, enhanced, refused" --script target/bench/post.lua --header "origin: $origin" \
    "$origin/todos?/create"
