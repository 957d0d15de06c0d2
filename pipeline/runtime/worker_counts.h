// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

namespace tailrace::runtime {

// Counted where it happens, by the worker, once a batch. Read by any thread.
struct WorkerCounts {
    std::atomic<std::uint64_t> applied{0};
    std::atomic<std::uint64_t> duplicate{0};
    std::atomic<std::uint64_t> late{0};
    std::atomic<std::uint64_t> undecodable{0}; // accepted, yet not readable here: a defect, so it stays visible as lost
    std::atomic<std::uint64_t> foreign{0};     // records on the topic that this journal did not write
    std::atomic<std::uint64_t> repeats{0};     // deliveries of a sequence that was decided already
    std::atomic<std::uint64_t> shoppers{0};
};

} // namespace tailrace::runtime
