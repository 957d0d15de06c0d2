#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# From sources to the main job: install, build, run.
set -euo pipefail
# shellcheck source=packaging/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
    cat <<'TEXT'
Usage: packaging/run.sh [--headless] [--scenario NAME] [--duration TIME] [--out DIR] [ARGUMENT...]

Installs what is missing (packaging/install.sh), builds Tailrace (preset release, in build/release), and starts it:
the desktop program when it is built and a display is there, else a flash sale without a window, which ends with the
path of its report.

  --headless        no window, even when a display is there; the three options below mean the same
  --scenario NAME   a scenario of resources/scenarios, or a file   (flash-sale)
  --duration TIME   how long the traffic lasts, e.g. 60s           (the scenario's own)
  --out DIR         where the report goes                          (out/<scenario>-<date>-<time>)
  --help            this text

Everything else is handed to the program, e.g. --threshold 'total.p99<1s' --brokers host:9092 --redis redis://host:6379.
Exit code: the program's own; 0 passed, 1 a threshold failed, 2 wrong usage.
TEXT
}

run_headless() {
    local program="$1" scenario="$2" out="$3"
    shift 3
    local code=0 started="$EPOCHSECONDS"
    # The shipped sale as it is is known to fit; the program's own rule, a tenth of the free disk, would refuse it below 14 GiB.
    if [[ "$scenario" == flash-sale && ! " $* " =~ \ --(journal-quota|duration|rate) ]]; then set -- --journal-quota 2GiB "$@"; fi
    mkdir -p "$out"
    out="$(cd "$out" && pwd)"
    say "running $scenario; stop it with Ctrl-C, the report is written all the same"
    trap : INT # Ctrl-C is for the program: it drains, writes its report and ends
    "$program" run --scenario "$scenario" --out "$out" "$@" || code=$?
    trap - INT
    if [[ ! -f "$out/report.html" ]] || (("$(stat -c %Y "$out/report.html")" < started)); then
        rmdir "$out" 2>/dev/null || true # only when it is empty
        say "no report was written"
        exit "$((code == 0 ? 1 : code))"
    fi
    printf 'Report: %s\n' "$out/report.html"
    exit "$code"
}

main() {
    local headless=no scenario=flash-sale out=''
    local -a arguments=()
    while (($# > 0)); do
        case "$1" in
        --help | -h) usage; exit 0 ;;
        --headless) headless=yes ;;
        --scenario | --duration | --out)
            (($# > 1)) || die "$1 needs a value"
            headless=yes
            case "$1" in
            --scenario) scenario="$2" ;;
            --out) out="$2" ;;
            *) arguments+=("$1" "$2") ;;
            esac
            shift
            ;;
        *) arguments+=("$1") ;;
        esac
        shift
    done

    "$TAILRACE_ROOT/packaging/install.sh"
    build_preset release
    local program
    if [[ "$headless" == no && -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]] && program="$(built_program release tailrace)"; then
        exec "$program" "${arguments[@]}"
    fi
    if [[ "$headless" == no && -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]]; then say "there is no display, so no window: running without one"; fi
    program="$(built_program release tailrace-headless)" || { say "tailrace-headless was not built"; exit 1; }
    out="${out:-$TAILRACE_ROOT/out/$(basename "$scenario" .json)-$(date +%Y%m%d-%H%M%S)}"
    run_headless "$program" "$scenario" "$out" "${arguments[@]}"
}

main "$@"
