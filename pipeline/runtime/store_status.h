// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>

namespace tailrace::runtime {

// What a worker must know of its store writer. Written by the writer, read by the worker (and for show).
//   Up          values are written as they come
//   Away        nothing is sent; the worker marks the shoppers whose values change
//   Recovering  the store answers again; the worker writes what is marked (or everything), values only, and with the last of
//               it the position: until then a reader may see older values
enum class StorePhase { Up, Away, Recovering };

struct StoreStatus {
    std::atomic<StorePhase> phase{StorePhase::Up};
    std::atomic<std::uint64_t> recovery{0}; // grows with each loss of the store; a job built before it counts as lost
    std::atomic<bool> lostValues{false};    // the store came back empty or older: write everything, not only what is marked
};

} // namespace tailrace::runtime
