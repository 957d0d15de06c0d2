// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "app/verify/cut.h"
#include "app/verify/feature.h"

namespace tailrace::test {

// The cut that an engine without any error would make: what the oracle itself holds. Tests plant errors into it, or compare it with
// the cut of the engine.
verify::Cut cutOf(const verify::Oracle& oracle, const std::vector<verify::Feature>& features, std::int64_t asOf);

// The same as docs/cuts.md describes the file.
std::string cutText(const verify::Cut& cut);

} // namespace tailrace::test
