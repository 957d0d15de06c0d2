// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace tailrace::telemetry {

// The five stages of an event's life, in order. They tile it: their durations add up to its end-to-end time.
enum class Stage : std::size_t { Collect, Sessionize, Store, Recommend, Experience };
inline constexpr std::size_t StageCount = 5;

// Machine names (budget files, thresholds, report.json) and the names people read.
inline constexpr std::array<std::string_view, StageCount> StageKeys{"collect", "sessionize", "store", "recommend", "experience"};
inline constexpr std::array<std::string_view, StageCount> StageTitles{
    "Edge collection -> Kafka", "Sessionize + enrich", "Feature store write", "Recommendation", "Experience render"};
// Where there is little room.
inline constexpr std::array<std::string_view, StageCount> StageShortTitles{"Edge", "Sessionize", "Store", "Recommend", "Experience"};

} // namespace tailrace::telemetry
