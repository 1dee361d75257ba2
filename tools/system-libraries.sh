#!/bin/sh
# Checks that what the system must give is there, and installs it where that is allowed.
#
#   sh tools/system-libraries.sh python|weasyprint|postgresql|chromium|libreoffice …
#
# "Allowed" means: root, or sudo that asks no password. Otherwise it says how, and fails.
set -eu

say() { printf '%s\n' "$*" >&2; }

install_packages() {
    if ! command -v apt-get >/dev/null 2>&1; then
        say "Missing: $*. Install what your system calls these Debian packages, then run this again."
        return 1
    fi
    if [ "$(id -u)" = 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo"
    else
        say "Missing: $*. Install it, then run this again:"
        say "    sudo apt-get update && sudo apt-get install --no-install-recommends $*"
        return 1
    fi
    say "Installing $* …"
    # shellcheck disable=SC2086 # as_root is one word or none
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends "$@" >/dev/null || {
        say "apt-get could not install $*. Install it by hand, then run this again."
        return 1
    }
}

# Whether a shared library can be loaded, asked of the loader as WeasyPrint will ask it.
loads() {
    "${PYTHON:-python3}" -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$1" 2>/dev/null
}

need_python() {
    found="${PYTHON:-python3}"
    if ! command -v "$found" >/dev/null 2>&1; then
        install_packages python3 python3-venv
    fi
    "$found" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
        say "Python 3.11 or later is needed; $found is $("$found" --version 2>&1). Name another: make PYTHON=python3.12"
        return 1
    }
    # Debian gives python3 without the part that makes environments.
    if ! "$found" -c 'import ensurepip, venv' 2>/dev/null; then
        case $(command -v "$found") in
            /usr/bin/* | /bin/*) install_packages "$("$found" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')" ;;
            *) say "$found lacks the modules venv and ensurepip. Name another: make PYTHON=/usr/bin/python3"; return 1 ;;
        esac
    fi
}

need_weasyprint() {
    missing=""
    loads libpango-1.0.so.0 || missing="$missing libpango-1.0-0"
    loads libpangoft2-1.0.so.0 || missing="$missing libpangoft2-1.0-0"
    loads libharfbuzz-subset.so.0 || missing="$missing libharfbuzz-subset0"
    # shellcheck disable=SC2086 # a list of package names
    [ -z "$missing" ] || install_packages $missing
}

need_postgresql() {
    command -v initdb >/dev/null 2>&1 && command -v pg_ctl >/dev/null 2>&1 && return 0
    for folder in /usr/lib/postgresql/*/bin; do
        [ -x "$folder/initdb" ] && [ -x "$folder/pg_ctl" ] && return 0
    done
    install_packages postgresql
}

# The tests drive Chromium by playwright, whose own program needs libatomic: a small Debian has none.
need_chromium() {
    missing=""
    command -v chromium >/dev/null 2>&1 || missing="chromium"
    loads libatomic.so.1 || missing="$missing libatomic1"
    # shellcheck disable=SC2086 # a list of package names
    [ -z "$missing" ] || install_packages $missing
}

# Only Calc is used, without a screen: it opens the sheets as an office does and computes them anew.
need_libreoffice() {
    command -v soffice >/dev/null 2>&1 || install_packages libreoffice-calc
}

[ $# -gt 0 ] || { say "usage: sh tools/system-libraries.sh python|weasyprint|postgresql|chromium|libreoffice …"; exit 2; }
for wanted in "$@"; do
    case $wanted in
        python) need_python ;;
        weasyprint) need_weasyprint ;;
        postgresql) need_postgresql ;;
        chromium) need_chromium ;;
        libreoffice) need_libreoffice ;;
        *) say "unknown: $wanted (python, weasyprint, postgresql, chromium or libreoffice)"; exit 2 ;;
    esac
done
