#!/bin/sh
# Checks the dependencies against deny.toml, where cargo-deny is installed. Advisories need a database from
# the network and are checked only when asked for: DENY_ADVISORIES=1.
set -eu
cd "$(dirname "$0")/.."

if ! cargo deny --version >/dev/null 2>&1; then
    echo "deny: skipped, cargo-deny is not installed (cargo install cargo-deny --locked)"
    exit 0
fi
cargo deny --log-level error check --hide-inclusion-graph bans licenses sources
if [ -n "${DENY_ADVISORIES:-}" ]; then
    cargo deny check advisories
fi
