// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pipeline/runtime/pipeline.h"

namespace tailrace::runtime {

// On the collector's thread: notes what became durable and when, wakes the feeder, and opens cuts.
class Pipeline::DurableListener final : public collector::CollectedListener {
public:
    // `cuts` may be null.
    DurableListener(HopLanes& lanes, Feeder& feeder, CutRecorder* cuts) : m_lanes(lanes), m_feeder(feeder), m_cuts(cuts) {}

    void durable(Partition partition, Sequence first, std::uint32_t count, Stamp at) override
    {
        HopLane& lane = *m_lanes[static_cast<std::size_t>(partition.value)];
        for (std::uint32_t i = 0; i < count; ++i) lane.durableAt.put(Sequence(first.value + i), at);
        lane.durableNext.store(first.value + count, std::memory_order_release);
    }
    void committed(journal::JournalPosition) override { m_feeder.wake(); }
    void cutMarked(const collector::CutMark& mark) override
    {
        if (m_cuts) m_cuts->open(mark);
    }

private:
    HopLanes& m_lanes;
    Feeder& m_feeder;
    CutRecorder* m_cuts;
};

} // namespace tailrace::runtime
