#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs the packages that building, testing and running Tailrace needs.
set -euo pipefail

usage() {
    cat <<'TEXT'
Usage: packaging/install.sh [--dry-run] [--help]

Installs, from the distribution's own repositories, what Tailrace needs to be built, tested and run:
compiler, CMake, Qt 6 with Charts, librdkafka, hiredis, JSON libraries, Boost, SQLite, xxHash and redis-server.
For Debian 12, Debian 13 and Ubuntu 24.04; runs as root, or as a user who may use sudo.
When everything is there already it changes nothing, asks for no password and uses no network.

  --dry-run   only say what would be installed
  --help      this text

Of redis-server only the program is used: Tailrace starts its own, on a private Unix socket. If this script is what
brings the package, the system service that comes with it is switched off again.
TEXT
}

say() { printf 'install: %s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# Debian 12's default Boost 1.74 has no unordered_flat_map yet.
boost_package() {
    if [[ "$1" == debian && "$2" == 12 ]]; then echo libboost1.81-dev; else echo libboost1.83-dev; fi
}

# Qt 6.4's charts need a part that their package forgets to ask for; later it is within qt6-base-dev.
qt_packages() {
    printf '%s\n' qt6-base-dev qt6-charts-dev
    if [[ "$1 $2" == 'debian 12' || "$1 $2" == 'ubuntu 24.04' ]]; then echo libqt6opengl6-dev; fi
}

# The packages of a distribution, given as ID and VERSION_ID of os-release.
required_packages() {
    qt_packages "$1" "$2"
    printf '%s\n' g++ cmake ninja-build pkg-config librdkafka-dev libhiredis-dev nlohmann-json3-dev \
        libsimdjson-dev "$(boost_package "$1" "$2")" libsqlite3-dev libxxhash-dev libcli11-dev redis-server
}

# Used when there; never the only reason to install something. The font is for machines where no desktop has chosen one.
optional_packages() { printf '%s\n' ccache fonts-roboto-unhinted; }

is_installed() {
    [[ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" == installed ]]
}

# Reads names from standard input, prints those that are not installed.
missing_of() {
    local package
    while read -r package; do
        is_installed "$package" || echo "$package"
    done
}

as_root() {
    if ((EUID == 0)); then "$@"; return; fi
    command -v sudo >/dev/null || die "needs root: run it as root, or install sudo"
    sudo "$@"
}

install_packages() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update || say "the package lists could not be renewed; trying with those at hand"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "$@"
}

switch_off_redis_service() {
    [[ -d /run/systemd/system ]] || return 0 # no init, nothing was started
    say "switching the redis-server service off (Tailrace starts its own server)"
    as_root systemctl disable --now redis-server.service
}

main() {
    local dry_run=no
    while (($# > 0)); do
        case "$1" in
        --dry-run) dry_run=yes ;;
        --help | -h) usage; exit 0 ;;
        *) say "unknown option: $1 (see --help)"; exit 2 ;;
        esac
        shift
    done

    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        die "only Debian and Ubuntu are known here; README.md lists what to install"
    fi
    local id version
    # shellcheck source=/dev/null
    id="$(. /etc/os-release && echo "${ID:-}")"
    # shellcheck source=/dev/null
    version="$(. /etc/os-release && echo "${VERSION_ID:-}")"
    case "$id $version" in
    'debian 12' | 'debian 13' | 'ubuntu 24.04') ;;
    *) say "$id $version is not among the systems this was made for; trying Debian 13's names" ;;
    esac

    local -a missing wanted
    mapfile -t missing < <(required_packages "$id" "$version" | missing_of)
    if ((${#missing[@]} == 0)); then
        say "all packages are there"
        return
    fi
    mapfile -t wanted < <(optional_packages | missing_of)
    wanted=("${missing[@]}" "${wanted[@]}")
    say "missing: ${wanted[*]}"
    [[ "$dry_run" == no ]] || return 0
    install_packages "${wanted[@]}"
    if [[ " ${missing[*]} " == *' redis-server '* ]]; then switch_off_redis_service; fi
    say "done"
}

main "$@"
