// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/runtime/pipeline.h"
#include "pipeline/simulator/catalogue.h"
#include "pipeline/simulator/traffic_source.h"

namespace tailrace::run {

// What is played, and how the record names it.
struct Traffic {
    std::unique_ptr<const simulator::Catalogue> catalogue; // what the source refers to; outlives it
    std::unique_ptr<simulator::TrafficSource> source;
    std::vector<runtime::TableRecord> tables;
    std::string scenario;
    std::string inWords;
    std::optional<std::uint64_t> seed;                // none: nothing is drawn
    std::optional<std::chrono::nanoseconds> duration; // none: nobody knows beforehand
    bool fillsItsDuration = false;                    // goes on to the end of it without events, too; else it ends with its last one
    double pastEvents = 0;                            // that its past is expected to have; 0: it has none
    std::chrono::nanoseconds pastSpan{};              // of event time that the past covers
    std::vector<std::string> notes{};                 // for the report
    std::vector<std::string> modelled{};              // what of it is not the real thing, a sentence each
};

// What the tables of products and stock hold before the first event.
std::vector<runtime::TableRecord> tablesOf(const simulator::Catalogue& catalogue);

} // namespace tailrace::run
