# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Sourced by run.sh and test.sh: where the sources are, and how a preset is built.

TAILRACE_ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"

say() { printf '%s: %s\n' "$(basename "$0" .sh)" "$*" >&2; }
die() { say "$*"; exit 2; } # wrong usage

# build_preset PRESET: configures where that is due and builds everything. Its output goes to standard error.
build_preset() {
    local build="$TAILRACE_ROOT/build/$1"
    local -a options=()
    if command -v ccache >/dev/null; then
        options+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
        export CCACHE_SLOPPINESS=pch_defines,time_macros # or it keeps nothing that uses precompiled headers
    fi
    # A first build compiles the sources of a library in batches: half the time. Who configured by hand keeps what he chose.
    [[ -f "$build/CMakeCache.txt" ]] || options+=(-DCMAKE_UNITY_BUILD=ON)
    # A changed CMakeLists.txt is noticed by the build itself; a changed preset is not.
    if [[ ! -f "$build/build.ninja" || "$TAILRACE_ROOT/CMakePresets.json" -nt "$build/CMakeCache.txt" ]]; then
        say "configuring $build"
        (cd "$TAILRACE_ROOT" && cmake --preset "$1" "${options[@]}") >&2
        touch "$build/CMakeCache.txt"
    fi
    say "building $build"
    (cd "$TAILRACE_ROOT" && cmake --build --preset "$1") >&2
}

# built_program PRESET NAME: prints the path of a program of that build; false when there is none.
built_program() {
    local found
    found="$(find "$TAILRACE_ROOT/build/$1" -name "$2" -type f -executable -print -quit 2>/dev/null)"
    [[ -n "$found" ]] && printf '%s\n' "$found"
}
