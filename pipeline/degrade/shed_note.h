// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "pipeline/degrade/shed_order.h"

namespace tailrace::degrade {

// How a switching stands among the incidents of a run. The incidents are all that a run file keeps of the shed order, so whoever shows
// its state at a moment of a run, under way or over, reads them back.
struct ShedNote {
    std::string kind; // "shed", "shed no more", "shed by hand": put to where it stood already
    std::string text; // "Given up: ad-hoc queries. Questions to the workers, such as cuts, wait. By hand."
};
ShedNote noteOf(const ShedChange& change);
// Nothing: the incident is another one.
std::optional<ShedChange> readShedNote(std::string_view kind, std::string_view text);

// Why a switch stands where somebody has put it; always begins with "By hand".
std::string causeOf(Position position, bool given);
bool isByHand(const ShedChange& change);

} // namespace tailrace::degrade
