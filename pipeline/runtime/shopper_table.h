// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/base/text_hash.h"
#include "pipeline/features/feature_text.h"
#include "pipeline/features/shopper_state.h"
#include "pipeline/runtime/store_job.h"

namespace tailrace::runtime {

// A shopper's state with the worker's own marks on it.
struct ShopperSlot {
    std::string shopper; // empty: the slot is free
    Partition partition{};
    std::uint32_t generation = 0;
    bool touched = false;                  // changed in this batch
    bool dirty = false;                    // the store does not hold its values
    bool updateDue = false;                // waits for its session update
    EventTime armedFor = EventTime::max(); // its next timer in event time; max: none
    features::ShopperState state;
    features::InStore held;        // once the jobs on their way have arrived
    std::vector<EventTime> erased; // starts of sessions whose store keys must go
};

// The shoppers of one worker. Slots stay where they are; a freed one is used again under a new generation.
class ShopperTable {
public:
    SlotRef findOrAdd(std::string_view shopper, Partition partition)
    {
        if (const auto found = m_index.find(shopper); found != m_index.end()) return {found->second, m_slots[found->second].generation};
        const std::uint32_t at = place();
        ShopperSlot& slot = m_slots[at];
        slot.shopper = shopper;
        slot.partition = partition;
        m_index.emplace(slot.shopper, at);
        return {at, slot.generation};
    }

    // Null: that shopper has been forgotten.
    ShopperSlot* get(SlotRef ref)
    {
        ShopperSlot& slot = m_slots[ref.slot];
        return slot.generation == ref.generation && !slot.shopper.empty() ? &slot : nullptr;
    }

    void forget(SlotRef ref)
    {
        ShopperSlot& slot = m_slots[ref.slot];
        m_index.erase(slot.shopper);
        const std::uint32_t generation = slot.generation + 1;
        slot = ShopperSlot{};
        slot.generation = generation;
        m_free.push_back(ref.slot);
    }

    template <class Visit>
    void forEach(Visit visit)
    {
        for (std::uint32_t at = 0; at < m_slots.size(); ++at) {
            if (!m_slots[at].shopper.empty()) visit(SlotRef{at, m_slots[at].generation}, m_slots[at]);
        }
    }
    std::size_t size() const { return m_index.size(); }

private:
    std::uint32_t place()
    {
        if (m_free.empty()) {
            m_slots.emplace_back();
            return static_cast<std::uint32_t>(m_slots.size() - 1);
        }
        const std::uint32_t at = m_free.back();
        m_free.pop_back();
        return at;
    }

    std::deque<ShopperSlot> m_slots; // addresses stay: the keys of m_index point into them
    std::vector<std::uint32_t> m_free;
    TextMap<std::string_view, std::uint32_t> m_index;
};

} // namespace tailrace::runtime
