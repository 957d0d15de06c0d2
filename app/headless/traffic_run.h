// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/headless/run_environment.h"
#include "pipeline/runtime/pipeline.h"
#include "pipeline/simulator/traffic_source.h"

namespace tailrace::headless {

// What is played, and how the record names it.
struct Traffic {
    simulator::TrafficSource& source;
    std::vector<runtime::TableRecord> tables;
    std::string scenario;
    std::string inWords;
    std::optional<std::uint64_t> seed; // none: nothing is drawn
    std::vector<std::string> notes;    // for the report
};

// Blocks SIGINT and SIGTERM for all threads to come: they are asked for by the run itself, so that it can drain. Call first in main.
void takeSignals();

// Plays the traffic through a pipeline and leaves run file and reports behind. Returns the exit code; an error when nothing
// could be started.
Result<int> playTraffic(const RunEnvironment& environment, Traffic traffic);

} // namespace tailrace::headless
