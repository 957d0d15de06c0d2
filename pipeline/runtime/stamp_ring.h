// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "pipeline/base/clock.h"
#include "pipeline/base/strong_id.h"

namespace tailrace::runtime {

// The stamps of a partition's last 131 072 sequences, written by one thread and read by others without a lock. What was
// overwritten, or never written, is simply unknown.
class StampRing {
public:
    StampRing() : m_slots(std::make_unique<Slot[]>(Size)) {}

    void put(Sequence sequence, Stamp stamp)
    {
        Slot& slot = m_slots[sequence.value & (Size - 1)];
        slot.owner.store(0, std::memory_order_relaxed);
        slot.nanos.store(toNanos(stamp), std::memory_order_release);
        slot.owner.store(sequence.value + 1, std::memory_order_release);
    }

    // A stamp of 0 when unknown.
    Stamp get(Sequence sequence) const
    {
        const Slot& slot = m_slots[sequence.value & (Size - 1)];
        if (slot.owner.load(std::memory_order_acquire) != sequence.value + 1) return {};
        const Stamp stamp = fromNanos(slot.nanos.load(std::memory_order_acquire));
        return slot.owner.load(std::memory_order_relaxed) == sequence.value + 1 ? stamp : Stamp{};
    }

private:
    static constexpr std::uint64_t Size = std::uint64_t{1} << 17U;
    struct Slot {
        std::atomic<std::uint64_t> owner{0}; // sequence + 1
        std::atomic<std::int64_t> nanos{0};
    };
    std::unique_ptr<Slot[]> m_slots;
};

} // namespace tailrace::runtime
