// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "pipeline/report/stage_rows.h"
#include "ui/run/second_point.h"

namespace tailrace::ui {

// Which stage holds the others up, and what says so.
struct Bottleneck {
    std::optional<std::size_t> stage; // none: nothing flows, or nothing waits
    bool isBackPressed = false;       // a queue in front of it fills
    std::string sentence;
};

// How full what lies in front of a stage is, 0..1; nothing where there is no queue. Names as in telemetry::Snapshot::queueFill:
// "collector" lies in front of the first stage, "flight pN" (Kafka) of the second, "store" of the third, "requests" of the fourth.
std::optional<double> fillBefore(std::size_t stage, const std::map<std::string, double>& queueFill);

// The rule: the last stage along the flow whose queue is over half full; where none is, the stage in which events wait longest on average.
Bottleneck bottleneckOf(const report::Rows& rows, const std::map<std::string, double>& queueFill);

} // namespace tailrace::ui
