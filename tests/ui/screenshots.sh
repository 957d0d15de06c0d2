#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Pictures of every page: idle, in the worst second of a flash sale, finished; light and dark; 1280x800 and 1920x1080.
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"

usage() {
    cat <<'TEXT'
Usage: tests/ui/screenshots.sh FOLDER [RUNFILE]

Writes a PNG of every page into FOLDER, without a display. They show RUNFILE, or else a synthetic flash sale. Builds what it needs
in build/dev, which must be configured (packaging/test.sh does).
TEXT
}

if [[ $# -lt 1 || "$1" == --help || "$1" == -h ]]; then usage; exit "$(($# < 1 ? 2 : 0))"; fi
cmake --build "$root/build/dev" --target ui_screenshots >&2
export XDG_CONFIG_HOME="$root/build/dev/screenshots.config" # not the settings of whoever makes them
QT_QPA_PLATFORM=offscreen exec "$root/build/dev/tests/ui/ui_screenshots" "$@"
