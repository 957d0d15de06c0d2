// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/session_emitter.h"

#include <algorithm>

#include "pipeline/runtime/topics.h"
#include "pipeline/sessionize/session_update.h"

namespace tailrace::runtime {

void SessionEmitter::changed(SlotRef ref, ShopperSlot& slot, std::span<const EventTime> gone, Stamp now)
{
    for (const EventTime start : gone) {
        m_key.clear();
        sessionize::appendSessionKey(m_key, slot.shopper, start);
        m_side.produce(topics::SessionUpdates, m_key, {});
    }
    if (slot.updateDue) return;
    slot.updateDue = true;
    m_due.push_back({now + m_cadence, ref});
}

void SessionEmitter::publishDue(Stamp now, bool updates)
{
    constexpr std::size_t SlotAhead = 6, ContentsAhead = 3;
    while (!m_due.empty() && m_due.front().at <= now) {
        if (m_due.size() > SlotAhead) m_shoppers.expect(ShopperTable::Expect::Slot, m_due[SlotAhead].ref);
        if (m_due.size() > ContentsAhead) m_shoppers.expect(ShopperTable::Expect::Contents, m_due[ContentsAhead].ref);
        const SlotRef ref = m_due.front().ref;
        m_due.pop_front();
        ShopperSlot* slot = m_shoppers.get(ref);
        if (!slot) continue;
        slot->updateDue = false;
        if (updates) publishOpen(*slot); // if not, the next change is due again
    }
    if (updates) publishRestored();
}

void SessionEmitter::publishRestored()
{
    for (std::size_t count = std::min(m_restored.size(), RestoredAtOnce); count > 0; --count) {
        if (const ShopperSlot* const slot = m_shoppers.get(m_restored.back())) publishOpen(*slot);
        m_restored.pop_back();
    }
}

void SessionEmitter::publishOpen(const ShopperSlot& slot)
{
    for (const auto& session : slot.timeline.sessions().sessions())
        if (!session.closed) publish(slot, session);
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
