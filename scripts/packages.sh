#!/usr/bin/env bash
# packages.sh run|test: makes sure that what the build needs from the system is there.
# Installs Debian packages with apt, and only those that are missing; without root it says what to do.
set -euo pipefail

case "${1:-}" in
run) wanted=(zlib1g-dev libisal-dev) ;;
test) wanted=(zlib1g-dev libisal-dev libcurl4-openssl-dev pkg-config python3-venv curl jq) ;;
*) echo "usage: packages.sh run|test" >&2; exit 64 ;;
esac

# Whether what a package is needed for is there, from Debian or from elsewhere.
have() {
    case "$1" in
    zlib1g-dev) header zlib.h ;;
    libisal-dev) header isa-l/igzip_lib.h ;;
    libcurl4-openssl-dev) header curl/curl.h ;;
    pkg-config) command -v pkg-config ;;
    python3-venv) python3 -c 'import ensurepip, venv' ;;
    *) command -v "$1" ;;
    esac >/dev/null 2>&1
}

header() {
    local folder
    for folder in /usr/include /usr/local/include /usr/include/"$(uname -m)"-linux-gnu; do
        [ -f "$folder/$1" ] && return 0
    done
    return 1
}

if ! command -v swift >/dev/null; then
    echo "There is no Swift toolchain on the PATH. Martlet builds with Swift 6.3:" >&2
    echo "https://www.swift.org/install/linux/" >&2
    exit 1
fi

missing=()
for package in "${wanted[@]}"; do have "$package" || missing+=("$package"); done
[ ${#missing[@]} -eq 0 ] && exit 0

root=()
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        root=(sudo)
    else
        root=(none)
    fi
fi
if ! command -v apt-get >/dev/null || [ "${root[*]:-}" = none ]; then
    echo "These system packages are missing: ${missing[*]}" >&2
    echo "Install them as root, on Debian or Ubuntu with:" >&2
    echo "    apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
fi

echo "Installing missing system packages: ${missing[*]}"
install() {
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "${missing[@]}"
}
install || { "${root[@]}" apt-get update -q && install; }
