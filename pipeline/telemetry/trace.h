// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "pipeline/telemetry/event_stamps.h"

namespace tailrace::telemetry {

// One event's whole life, kept as a sample.
struct Trace {
    EventStamps stamps;
    bool request = false; // asked for a recommendation: stages 4 and 5 exist
    bool slowest = false; // kept because it was slow; else part of the fair sample
    std::string eventId;
    std::string eventType;
    std::string shopper;
    std::string outcome; // "personalised", "popularity", … ; empty without a request
    std::int32_t partition = 0;
    std::uint64_t sequence = 0;

    std::chrono::nanoseconds life() const { return (request ? stamps.rendered : stamps.stored) - stamps.due; }
};

} // namespace tailrace::telemetry
