// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/session_emitter.h"

#include "pipeline/runtime/topics.h"
#include "pipeline/sessionize/session_update.h"

namespace tailrace::runtime {

void SessionEmitter::changed(SlotRef ref, ShopperSlot& slot, const sessionize::SessionEffects& effects, Stamp now)
{
    for (const EventTime start : effects.absorbed) {
        slot.erased.push_back(start);
        m_key.clear();
        sessionize::appendSessionKey(m_key, slot.shopper, start);
        m_side.produce(topics::SessionUpdates, m_key, {});
    }
    if (!slot.updateDue) {
        slot.updateDue = true;
        m_due.push_back({now + m_cadence, ref});
    }
    arm(ref, slot);
}

void SessionEmitter::arm(SlotRef ref, ShopperSlot& slot)
{
    using sessionize::ShopperSessions;
    EventTime next = EventTime::max();
    for (const auto& session : slot.state.sessions.sessions()) {
        next =
            std::min(next, session.closed ? ShopperSessions::forgottenAt(session, m_rules) : ShopperSessions::closesAt(session, m_rules));
    }
    // A session that opened again may close before the timer that would have forgotten it; that one is stale then.
    if (next >= slot.armedFor) return;
    slot.armedFor = next;
    m_closing.arm(next, {next, ref});
}

bool SessionEmitter::closePast(ShopperSlot& slot, EventTime watermark)
{
    bool any = false;
    for (auto& session : slot.state.sessions.sessions()) {
        if (session.closed || !sessionize::ShopperSessions::isPast(session.last, watermark, m_rules)) continue;
        session.closed = true;
        ++session.revision;
        slot.erased.push_back(session.first);
        publish(slot, session);
        any = true;
    }
    return any;
}

void SessionEmitter::publishDue(Stamp now)
{
    while (!m_due.empty() && m_due.front().at <= now) {
        const SlotRef ref = m_due.front().ref;
        m_due.pop_front();
        ShopperSlot* slot = m_shoppers.get(ref);
        if (!slot) continue;
        slot->updateDue = false;
        for (const auto& session : slot->state.sessions.sessions()) {
            if (!session.closed) publish(*slot, session);
        }
    }
}

void SessionEmitter::publish(const ShopperSlot& slot, const sessionize::Session& session)
{
    m_key.clear();
    m_value.clear();
    sessionize::appendSessionKey(m_key, slot.shopper, session.first);
    sessionize::appendSessionUpdate(m_value, slot.shopper, session);
    m_side.produce(topics::SessionUpdates, m_key, m_value);
}

} // namespace tailrace::runtime
