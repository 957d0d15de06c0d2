// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "pipeline/telemetry/histogram.h"
#include "pipeline/telemetry/stage.h"

namespace tailrace::telemetry {

// Histograms by name; the keys are those of the run file. A key without samples may be absent.
using Series = std::map<std::string, Histogram>;

enum class Population { All, Requests };
enum class Share { Whole, Waiting };

inline constexpr const char* FreshnessKey = "freshness"; // due to stored, all events
inline constexpr const char* TotalKey = "total";         // due to rendered, requests
// The two as a load test measures them that forgets what its generator was late with: from the moment an event was offered.
inline constexpr const char* UncorrectedFreshnessKey = "freshness.uncorrected";
inline constexpr const char* UncorrectedTotalKey = "total.uncorrected";

// Requests have all five stages; the population of all events has the first three.
inline constexpr std::size_t StagesOfAll = 3;

// "collect", "collect.request", "collect.waiting", "collect.request.waiting", "recommend", "recommend.waiting", …
std::string seriesKey(Stage stage, Population population, Share share = Share::Whole);
// Every key that a run can have whatever its budget; groups of stages have theirs beside them (see groupSeriesKey).
std::vector<std::string> allSeriesKeys();

void mergeInto(Series& sum, const Series& more);

} // namespace tailrace::telemetry
