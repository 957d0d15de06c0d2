#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The layout and the usual mistakes of the sources, checked by clang-format and clang-tidy. Changes nothing.
set -euo pipefail
# shellcheck source=packaging/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
    cat <<'TEXT'
Usage: packaging/lint.sh [--format | --tidy] [FILE...]

Checks the C++ files named, or all in pipeline, ui, app and tests:
  layout     clang-format --dry-run -Werror, by .clang-format (to mend: clang-format -i FILE...)
  mistakes   clang-tidy, by .clang-tidy, with the compile database of build/dev; of .cpp files, and of headers through them

  --format   only the layout: seconds
  --tidy     only the mistakes: several minutes for all files
  --help     this text

Installs nothing and builds nothing: clang-format and clang-tidy (14 or later) must be there. For clang-tidy the preset
dev must be built file by file, because tests include sources that the build generates (packaging/test.sh builds the
sources of a library in batches, which clang-tidy cannot check one by one):
  cmake --preset dev -DCMAKE_UNITY_BUILD=OFF && cmake --build --preset dev
Exit code: 0 nothing found, 1 something found, 2 wrong usage or something missing.
TEXT
}

need() { command -v "$1" >/dev/null || die "$1 is not there: apt-get install $1"; }

# Prints the C++ files to check, one a line, from the root.
sources() {
    local folder
    for folder in pipeline ui app tests; do
        [[ ! -d "$folder" ]] || find "$folder" -type f \( -name '*.cpp' -o -name '*.h' \)
    done | sort
}

check_layout() {
    need clang-format
    say "clang-format of $# files"
    clang-format --dry-run -Werror --ferror-limit=3 "$@"
}

# Writes a compile database into a folder that clang understands: g++'s precompiled headers are included as text, each target's own, and
# warnings that only g++ knows are passed over.
database_for_clang() {
    local headers
    mkdir -p "$2"
    for headers in build/dev/{pipeline,ui,tests,tests/*,tests/app/*}/CMakeFiles/*.dir/cmake_pch.hxx; do
        [[ -f "$headers" ]] || continue
        cp "$headers" "$2/$(basename "$(dirname "$headers")" .dir).hxx"
    done
    sed -E -e "s#-include [^ ]*/([^ /]+)\.dir/cmake_pch\.hxx#-include $PWD/$2/\1.hxx#" -e 's# -Winvalid-pch##' -e 's# -finline-limit=[0-9]+##' \
        -e 's# -o # -Wno-unknown-warning-option -o #' "$1" >"$2/compile_commands.json"
}

check_mistakes() {
    need clang-tidy
    local database="build/dev/compile_commands.json" file
    [[ -f "$database" ]] || die "$database is not there: cmake --preset dev -DCMAKE_UNITY_BUILD=OFF && cmake --build --preset dev"
    ! grep -qF "/Unity/" "$database" \
        || die "build/dev compiles in batches, clang-tidy wants each file: cmake --preset dev -DCMAKE_UNITY_BUILD=OFF && cmake --build --preset dev"
    local -a units=()
    for file in "$@"; do
        # A file that no target compiles has no flags to check it with.
        if [[ "$file" == *.cpp ]] && grep -qF "/$file\"" "$database"; then units+=("$file"); fi
    done
    ((${#units[@]} > 0)) || return 0
    say "clang-tidy of ${#units[@]} files"
    database_for_clang "$database" build/dev/lint
    printf '%s\0' "${units[@]}" \
        | xargs -0 -n 1 -P "$(nproc)" clang-tidy --quiet --warnings-as-errors='*' -p build/dev/lint 2>/dev/null
}

main() {
    local layout=yes mistakes=yes found=0
    local -a files=()
    while (($# > 0)); do
        case "$1" in
        --help | -h) usage; exit 0 ;;
        --format) mistakes=no ;;
        --tidy) layout=no ;;
        -*) say "unknown option: $1 (see --help)"; exit 2 ;;
        *)
            [[ -f "$1" ]] || die "no such file: $1"
            files+=("$(realpath --relative-to="$TAILRACE_ROOT" "$1")")
            ;;
        esac
        shift
    done
    [[ "$layout$mistakes" != nono ]] || die "--format and --tidy leave nothing to check; name one of them"
    cd "$TAILRACE_ROOT"
    ((${#files[@]} > 0)) || mapfile -t files < <(sources)

    if [[ "$layout" == yes ]]; then check_layout "${files[@]}" || found=1; fi
    if [[ "$mistakes" == yes ]]; then check_mistakes "${files[@]}" || found=1; fi
    if ((found == 0)); then say "nothing found"; fi
    exit "$found"
}

main "$@"
