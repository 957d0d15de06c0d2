// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <deque>
#include <string>

#include "pipeline/runtime/shopper_table.h"
#include "pipeline/runtime/side_topics.h"
#include "pipeline/sessionize/timer_wheel.h"

namespace tailrace::runtime {

// Publishes sessions while they are open, at most every `cadence`, and once when they close; forgets what no event can
// reach any more. Belongs to one worker's thread. Never scans all sessions.
class SessionEmitter {
public:
    SessionEmitter(ShopperTable& shoppers, SideTopics& side, const sessionize::SessionRules& rules,
        std::chrono::nanoseconds cadence = std::chrono::seconds(5))
        : m_shoppers(shoppers),
          m_side(side),
          m_rules(rules),
          m_cadence(cadence)
    {}

    // After an event was applied to the shopper.
    void changed(SlotRef ref, ShopperSlot& slot, const sessionize::SessionEffects& effects, Stamp now);
    void publishDue(Stamp now);
    // Moves event time; `gone(ref, slot)` is called for each shopper whose store keys change because sessions closed.
    // The slot is forgotten when it has no session left after that call.
    template <class Changed>
    void advance(EventTime watermark, Changed sessionsClosed)
    {
        m_closing.advance(watermark, [&](const Timer& timer) {
            const SlotRef ref = timer.ref;
            ShopperSlot* slot = m_shoppers.get(ref);
            if (!slot || slot->armedFor != timer.at) return;
            slot->armedFor = EventTime::max();
            const bool closed = closePast(*slot, watermark);
            const bool empty = slot->state.sessions.forget(watermark, m_rules);
            if (closed || empty) sessionsClosed(ref, *slot, empty);
            if (empty)
                m_shoppers.forget(ref);
            else
                arm(ref, *slot);
        });
    }

private:
    bool closePast(ShopperSlot& slot, EventTime watermark);
    void arm(SlotRef ref, ShopperSlot& slot);
    void publish(const ShopperSlot& slot, const sessionize::Session& session);

    struct Due {
        Stamp at;
        SlotRef ref;
    };
    struct Timer {
        EventTime at;
        SlotRef ref;
    };
    ShopperTable& m_shoppers;
    SideTopics& m_side;
    sessionize::SessionRules m_rules;
    std::chrono::nanoseconds m_cadence;
    std::deque<Due> m_due; // in order: every session waits equally long
    sessionize::TimerWheel<Timer> m_closing;
    std::string m_key, m_value;
};

} // namespace tailrace::runtime
