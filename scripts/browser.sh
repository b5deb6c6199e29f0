#!/bin/sh
# Finds Chromium for the browser tests: CHROMIUM if it is set, else the usual names and places, else it is
# installed with apt-get where that is possible without asking. `--print` prints its path and installs nothing.
set -eu

find_browser() {
    if [ -n "${CHROMIUM:-}" ]; then
        [ -x "$CHROMIUM" ] || { echo "browser: CHROMIUM is set to $CHROMIUM, which is no program." >&2; exit 1; }
        printf '%s\n' "$CHROMIUM"
        return 0
    fi
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" 2>/dev/null && return 0
    done
    for app in "/Applications/Chromium.app/Contents/MacOS/Chromium" \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
        "$HOME/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        [ -x "$app" ] && { printf '%s\n' "$app"; return 0; }
    done
    return 1
}

if [ "${1:-}" = --print ]; then
    find_browser
    exit
fi

find_browser >/dev/null && exit 0

if command -v apt-get >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        echo "browser: Chromium is missing. Run: sudo apt-get install chromium" >&2
        exit 1
    fi
    echo "browser: installing Chromium"
    $as_root apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends chromium >/dev/null
    find_browser >/dev/null && exit 0
fi

echo "browser: no Chromium or Chrome was found." >&2
case "$(uname -s)" in
    Darwin) echo "         Install Google Chrome, or with Homebrew: brew install --cask chromium" >&2 ;;
esac
echo "         Set CHROMIUM to the program's path if it is somewhere else." >&2
exit 1
