// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "pipeline/ports/side_output.h"
#include "pipeline/runtime/shopper_table.h"

namespace tailrace::runtime {

// Publishes the sessions of one partition to `session-updates`: while they are open, at most every `cadence`, once when they
// close, and a tombstone for a start under which none is known any more. Never scans all sessions. One thread.
class SessionEmitter {
public:
    SessionEmitter(ShopperTable& shoppers, SideOutput& side, std::chrono::nanoseconds cadence = std::chrono::seconds(5))
        : m_shoppers(shoppers),
          m_side(side),
          m_cadence(cadence)
    {}

    // The shopper's sessions have changed; those starts are gone.
    void changed(SlotRef ref, ShopperSlot& slot, std::span<const EventTime> gone, Stamp now);
    // A checkpoint has brought the shopper back: nobody knows what of its open sessions was published before. Hundreds of thousands may
    // come at once; some of them are published again at each publishDue().
    void restored(SlotRef ref) { m_restored.push_back(ref); }
    // It has just closed.
    void closed(const ShopperSlot& slot, const sessionize::Session& session) { publish(slot, session); }
    void publishDue(Stamp now, bool updates = true);

    static constexpr std::size_t RestoredAtOnce = 512; // shoppers

private:
    void publish(const ShopperSlot& slot, const sessionize::Session& session);
    void publishOpen(const ShopperSlot& slot);
    void publishRestored();

    struct Due {
        Stamp at;
        SlotRef ref;
    };
    ShopperTable& m_shoppers;
    SideOutput& m_side;
    std::chrono::nanoseconds m_cadence;
    std::deque<Due> m_due;           // in order: every session waits equally long
    std::vector<SlotRef> m_restored; // still to be published
    std::string m_key, m_value;
};

} // namespace tailrace::runtime
