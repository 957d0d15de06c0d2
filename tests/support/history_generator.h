// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace tailrace::test {

struct HistoryOptions {
    std::uint64_t seed = 1;
    std::size_t events = 600; // different ones; duplicates come on top
    std::size_t devices = 28; // visitors; several people use one, and one person several
    std::size_t users = 12;
    std::int64_t startMs = 1'772'438'400'000; // 2026-03-02T08:00:00Z
    std::int64_t spanMs = 3 * 3'600'000;      // in which everything happens
    std::int64_t denseMs = 3 * 3'600'000;     // its end, so dense that 5 minutes are seldom without a cart; before: see longHistory()
    bool restamps = false;                    // some events come again under another time
};

// More than a day: a third of it happens in the first hours, of which some leave the 24 h window at the end, and little in between.
// Nobody watches more than a day before the end: what is left of a viewer who comes back after so long is not settled.
HistoryOptions longHistory(std::uint64_t seed);

struct HistoryEvent {
    std::string text; // of the published shape
    std::string id;
    std::string visitor; // may be empty when there is a user
    std::string user;    // empty: anonymous
    std::int64_t time = 0;
};

// What a few people did on a few devices, in the order in which the collector gets it: logins early, late and by turns, spacings of
// exactly the session gap and 1 ms more, equal times, events minutes and hours late, duplicates, carts, orders, and viewers.
// The same seed gives the same history on every machine.
std::vector<HistoryEvent> makeHistory(const HistoryOptions& options);

} // namespace tailrace::test
