#!/bin/sh
# Serves the example apps with Formwork and, unchanged, with SvelteKit and its Node adapter, sends both the same
# requests, and prints what differs. `scripts/parity.sh shop drop` compares only these two. SvelteKit is fetched from
# the registry into target/reference the first time.
set -eu
cd "$(dirname "$0")/../e2e"
exec node parity.js "$@"
