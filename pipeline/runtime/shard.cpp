// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/shard.h"

#include <algorithm>

#include "pipeline/event/event_id.h"
#include "pipeline/redis/key_layout.h"

namespace tailrace::runtime {
namespace {

using features::KeyKind;
using sessionize::Outcome;
using sessionize::ShopperSessions;
using std::chrono::milliseconds;

constexpr milliseconds Instant(1); // the resolution of event time
constexpr milliseconds ViewerKept = std::chrono::hours(24);

constexpr milliseconds WindowIfNone = std::chrono::hours(24);

milliseconds longestWindow(const features::FeatureSet& features)
{
    const auto& windows = features.plans(KeyKind::Shopper).windows;
    return windows.empty() ? WindowIfNone : windows.back().size;
}

milliseconds shortestWindow(const features::FeatureSet& features)
{
    const auto& windows = features.plans(KeyKind::Shopper).windows;
    return windows.empty() ? WindowIfNone : windows.front().size;
}

} // namespace

Shard::Shard(const features::FeatureSet& features, SideOutput& side, ShardOptions options)
    : m_features(features),
      m_options(options),
      m_retention(longestWindow(features)),
      m_shortest(shortestWindow(features)),
      m_columns(features.columnUse()),
      m_shopperWriter(features, KeyKind::Shopper, m_columns),
      m_sessionWriter(features, KeyKind::Session, m_columns),
      m_published(features.profile() == features::Profile::Published ? std::make_unique<PublishedOutput>(features) : nullptr),
      m_emitter(m_shoppers, side, options.updateCadence)
{}

Outcome Shard::apply(const Frame& frame, const event::Event& event, Stamp now)
{
    const SlotRef ref = m_shoppers.findOrAdd(frame.owner);
    ShopperSlot& slot = *m_shoppers.get(ref);
    m_counts.handovers += frame.isHandover ? 1U : 0U;
    if (frame.isHandover) {
        slot.timeline.handOver(event, m_options.rules, m_columns, m_effects);
    } else {
        slot.timeline.apply(event, frame.watermark, m_options.rules, m_columns, m_effects);
    }
    if (m_effects.outcome != Outcome::Applied) {
        countRejected(slot, event);
        noteChange(ref, slot);
        arm(ref, slot);
        if (slot.timeline.empty() && slot.rejected.empty()) drop(ref, slot);
        return m_effects.outcome;
    }
    ++m_counts.applied;
    slot.version = frame.sequence.value;
    if (m_published) {
        m_published->apply(event, frame.watermark);
    } else if (event::isMedia(event.type)) {
        addToViewer(slot, event);
    }
    if (event.timestamp + m_shortest < slot.writeAt) slot.writeAt = EventTime::max();
    changed(ref, slot, now, frame.isHandover);
    return Outcome::Applied;
}

void Shard::countRejected(ShopperSlot& slot, const event::Event& event)
{
    ++(m_effects.outcome == Outcome::Late ? m_counts.late : m_counts.duplicate);
    // An event with a user id never moves.
    if (event.userId.empty()) slot.rejected.push_back({event::eventIdHash(event.id), event.timestamp, m_watermark, m_effects.outcome});
}

void Shard::retract(const Frame& frame, const Departure& departure, Stamp now)
{
    ++m_counts.retractions;
    const std::uint64_t id = event::eventIdHash(departure.eventId);
    const SlotRef ref = m_shoppers.findOrAdd(frame.owner);
    ShopperSlot& slot = *m_shoppers.get(ref);
    // By its time, too: of an event that was sent again under another time, only one copy has counted.
    const auto rejected = std::ranges::find_if(slot.rejected, [&](const RejectedEvent& one) { return one.is(id, departure.at); });
    if (rejected != slot.rejected.end()) {
        --(rejected->outcome == Outcome::Late ? m_counts.late : m_counts.duplicate);
        slot.rejected.erase(rejected);
        noteChange(ref, slot);
    } else {
        --m_counts.applied;
        if (slot.timeline.retract(id, departure.at, m_options.rules, m_columns, m_effects)) {
            slot.version = frame.sequence.value;
            slot.writeAt = EventTime::max();
            if (slot.viewer) slot.viewer->state.remove(id, m_columns.texts());
            changed(ref, slot, now, true);
        }
    }
    if (!slot.timeline.empty() || !slot.rejected.empty()) return;
    m_key.clear();
    redis::appendAliasKey(m_key, m_options.partition, slot.shopper);
    m_aliases.emplace_back(m_key, departure.newOwner);
    drop(ref, slot);
}

void Shard::addToViewer(ShopperSlot& slot, const event::Event& event)
{
    if (!slot.viewer) slot.viewer = std::make_unique<ShopperViewer>();
    slot.viewer->state.insert(event, m_columns.texts());
}

void Shard::changed(SlotRef ref, ShopperSlot& slot, Stamp now, bool moved)
{
    slot.erased.insert(slot.erased.end(), m_effects.absorbed.begin(), m_effects.absorbed.end());
    m_emitter.changed(ref, slot, m_effects.absorbed, now);
    if (m_options.closedSessions && (m_effects.reopened || moved)) sayOpened(slot);
    touch(ref, slot);
    if (moved && !slot.unsettled) {
        slot.unsettled = true;
        m_unsettled.push_back(ref);
    }
    arm(ref, slot);
}

// What is open now may have been closed before; so may what it has absorbed.
void Shard::sayOpened(const ShopperSlot& slot)
{
    for (const EventTime start : m_effects.absorbed) m_options.closedSessions->gone(slot.shopper, start);
    for (const auto& session : slot.timeline.sessions().sessions())
        if (!session.closed) m_options.closedSessions->gone(slot.shopper, session.first);
}

void Shard::noteChange(SlotRef ref, ShopperSlot& slot)
{
    if (slot.unsaved || !m_options.keepsChanges) return;
    slot.unsaved = true;
    m_unsaved.push_back(ref);
}

void Shard::touch(SlotRef ref, ShopperSlot& slot)
{
    noteChange(ref, slot);
    if (slot.touched) return;
    slot.touched = true;
    m_touched.push_back(ref);
}

void Shard::advance(EventTime watermark)
{
    if (watermark <= m_watermark) return;
    m_watermark = watermark;
    m_timers.advance(watermark, [this](const Timer& timer) { fire(timer); });
    if (m_published) m_published->advance(watermark);
}

void Shard::fire(const Timer& timer)
{
    ShopperSlot* slot = m_shoppers.get(timer.ref);
    if (!slot || slot->armedFor != timer.at) return;
    slot->armedFor = EventTime::max();
    if (slot->writeAt <= m_watermark) {
        slot->writeAt = EventTime::max();
        touch(timer.ref, *slot);
    }
    tidy(timer.ref, *slot);
}

// What time has done to the slot: sessions close, and what nobody needs any more goes. The slot itself, when nothing is left.
void Shard::tidy(SlotRef ref, ShopperSlot& slot)
{
    for (auto& session : slot.timeline.sessions().sessions()) {
        if (session.closed || isOpen(session)) continue;
        session.closed = true;
        ++session.revision;
        slot.erased.push_back(session.first);
        m_emitter.closed(slot, session);
        if (m_options.closedSessions) m_options.closedSessions->closed(slot.shopper, session, m_watermark);
        touch(ref, slot);
    }
    slot.timeline.forget(m_watermark, m_retention, m_options.rules, m_columns);
    std::erase_if(slot.rejected, [this](const RejectedEvent& event) { return event.seen < m_watermark - m_retention; });
    if (slot.viewer) {
        slot.viewer->state.settle(m_watermark - m_retention, m_features.profile(), m_columns.texts());
        if (slot.viewer->state.last() < m_watermark - ViewerKept) dropViewer(slot);
    }
    if (slot.timeline.empty() && slot.rejected.empty()) {
        drop(ref, slot);
    } else {
        arm(ref, slot);
    }
}

void Shard::dropViewer(ShopperSlot& slot)
{
    slot.viewer->state.clear(m_columns.texts());
    slot.viewer.reset();
    m_key.clear();
    redis::appendViewerKey(m_key, m_options.partition, slot.shopper);
    m_erased.push_back(m_key);
}

// The slot goes now, its keys with the next batch that reaches the store.
void Shard::drop(SlotRef ref, ShopperSlot& slot)
{
    for (const EventTime start : slot.erased) {
        m_key.clear();
        redis::appendSessionKey(m_key, m_options.partition, slot.shopper, start);
        m_erased.push_back(m_key);
    }
    if (slot.viewer) dropViewer(slot);
    m_key.clear();
    redis::appendUserKey(m_key, m_options.partition, slot.shopper);
    m_erased.push_back(m_key);
    if (m_options.keepsChanges) m_departed.push_back(slot.shopper);
    discard(ref, slot);
}

void Shard::discard(SlotRef ref, ShopperSlot& slot)
{
    if (slot.viewer) slot.viewer->state.clear(m_columns.texts());
    slot.timeline.clear(m_columns);
    m_shoppers.forget(ref);
}

void Shard::arm(SlotRef ref, ShopperSlot& slot)
{
    const auto& history = slot.timeline.history();
    if (slot.writeAt == EventTime::max() && history.size() > 0) {
        const auto change = m_shopperWriter.nextWrite(history, m_watermark);
        slot.writeAt = change ? *change : history.timeAt(history.size() - 1) + m_retention + Instant;
    }
    EventTime next = slot.writeAt;
    for (const auto& session : slot.timeline.sessions().sessions()) {
        next = std::min(next,
            session.closed ? ShopperSessions::forgottenAt(session, m_options.rules) : ShopperSessions::closesAt(session, m_options.rules));
    }
    if (!slot.rejected.empty()) next = std::min(next, slot.rejected.front().seen + m_retention + Instant);
    // What changed may have put an earlier timer before the one that is armed; that one is stale then.
    if (next >= slot.armedFor) return;
    slot.armedFor = next;
    m_timers.arm(next, {next, ref});
}

void Shard::endBatch(Stamp now, bool updates)
{
    for (const SlotRef ref : m_unsettled) {
        ShopperSlot* slot = m_shoppers.get(ref);
        if (!slot) continue;
        slot->unsettled = false;
        if (slot->viewer && slot->viewer->state.last() == EventTime::min()) dropViewer(*slot);
        tidy(ref, *slot);
    }
    m_unsettled.clear();
    m_emitter.publishDue(now, updates);
}

} // namespace tailrace::runtime
