#!/bin/sh
# Checks what building Formwork needs, and fetches the JavaScript packages whose lock file changed since
# they were last fetched. Fetches nothing else and installs nothing outside this checkout.
set -eu
cd "$(dirname "$0")/.."

fail() {
    printf '%s\n' "setup: $1" >&2
    shift
    for line in "$@"; do printf '       %s\n' "$line" >&2; done
    exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

case "$(uname -s)" in
    Darwin) system=mac ;;
    Linux) system=linux ;;
    *) system=other ;;
esac

has cargo || fail "cargo was not found." \
    "Install Rust with rustup (see rust-lang.org/tools/install), open a new shell and try again."

# The engine and SQLite are C, compiled as part of the build.
if ! has cc && ! has gcc && ! has clang; then
    case $system in
        mac) fail "no C compiler was found." "Run: xcode-select --install" ;;
        *) fail "no C compiler was found." "On Debian and Ubuntu: apt-get install build-essential" ;;
    esac
fi

if ! has node || ! has npm; then
    case $system in
        mac) hint="With Homebrew: brew install node" ;;
        *) hint="On Debian and Ubuntu: apt-get install nodejs npm (version 20 or later), or see nodejs.org" ;;
    esac
    fail "node and npm were not found." \
        "They are needed to build and test Formwork (never to run an app with it)." "$hint"
fi

node_version=$(node --version)
case $node_version in
    v[0-9].* | v1[0-9].* | v20.[0-9].* | v20.10.*) fail "node 20.11 or later is needed; this one is $node_version." ;;
esac

# `npm ci` starts from nothing each time, so it only runs when the lock file is another than last time.
packages() {
    [ -f "$1/package-lock.json" ] || return 0
    if ! cmp -s "$1/package-lock.json" "$1/node_modules/.fetched-lock"; then
        echo "setup: fetching the packages of $1/"
        (cd "$1" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error) || fail \
            "npm ci failed in $1/." "Its message is above; most often the registry cannot be reached."
        cp "$1/package-lock.json" "$1/node_modules/.fetched-lock"
    fi
}

packages client
packages e2e
packages examples/shop
packages crates/formwork-cli/tests/packages
packages typecheck
