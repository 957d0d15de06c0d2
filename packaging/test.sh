#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# From sources to tested: install, build, run the tests.
set -euo pipefail
# shellcheck source=packaging/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
    cat <<'TEXT'
Usage: packaging/test.sh [--preset dev|asan|tsan] [--label LABEL] [CTEST-ARGUMENT...]

Installs what is missing (packaging/install.sh), builds Tailrace with its tests and runs all of them; the output ends
with CTest's own summary.

  --preset NAME   dev (default), asan (addresses and undefined behaviour) or tsan (data races)
  --label LABEL   only the tests with this label: unit, integration, bench, architecture, ...
  --help          this text

Everything else is handed to ctest, e.g. -R session_window or --repeat until-fail:20.
Exit code: 0 when every test passed, 2 on wrong usage, else CTest's own.
TEXT
}

main() {
    local preset=dev
    local -a arguments=()
    while (($# > 0)); do
        case "$1" in
        --help | -h) usage; exit 0 ;;
        --preset | --label)
            (($# > 1)) || die "$1 needs a value"
            if [[ "$1" == --preset ]]; then preset="$2"; else arguments+=(--label-regex "^$2\$"); fi
            shift
            ;;
        *) arguments+=("$1") ;;
        esac
        shift
    done
    case "$preset" in
    dev | asan | tsan) ;;
    *) die "no such preset for tests: $preset (dev, asan, tsan)" ;;
    esac

    "$TAILRACE_ROOT/packaging/install.sh"
    build_preset "$preset"
    cd "$TAILRACE_ROOT"
    local -a launcher=()
    # ThreadSanitizer of g++ 12 does not cope with the wider address randomization of newer kernels.
    if [[ "$preset" == tsan ]] && setarch -R true 2>/dev/null; then launcher=(setarch -R); fi
    exec "${launcher[@]}" ctest --preset "$preset" --parallel "$(nproc)" "${arguments[@]}"
}

main "$@"
