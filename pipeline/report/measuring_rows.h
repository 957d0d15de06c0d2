// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "pipeline/report/stage_rows.h"

namespace tailrace::report {

// Series of the whole run that say how far its other figures can be trusted.
inline constexpr const char* HiccupKey = "hiccup";               // see telemetry::HiccupMeter
inline constexpr const char* LatenessKey = "generator.lateness"; // offered minus due, every event

// What bounds the trust in the figures, as rows without a budget: hiccup, the generator's lateness, and freshness and total as they would be without
// counting that lateness. Only what the run has measured; older run files hold none of it.
std::vector<Row> measuringRows(const RunRecord& record);

// The same in single figures, name and words: clock, steal, where the hiccup meter ran, bytes per event.
std::vector<std::pair<std::string, std::string>> measuringFacts(const RunRecord& record);

// What the generator's lateness makes of the total, a sentence; empty when it was never more than 10 ms late.
std::string latenessSentence(const RunRecord& record);

} // namespace tailrace::report
