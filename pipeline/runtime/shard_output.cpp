// SPDX-License-Identifier: Apache-2.0
// What a shard writes to the store, and what it writes again after the store was away.
#include <algorithm>
#include <utility>
#include <xxhash.h>

#include "pipeline/base/number_text.h"
#include "pipeline/redis/key_layout.h"
#include "pipeline/runtime/shard.h"

namespace tailrace::runtime {

using features::FeaturePlan;
using features::KeyKind;

void Shard::write(FeatureBatch& batch, std::vector<SlotRef>& written)
{
    if (m_published) {
        forgetTouched();
        m_published->write(batch);
        return;
    }
    writeErased(batch);
    takeTouched(
        [&](SlotRef ref, ShopperSlot& slot) {
            writeSlot(batch, slot);
            written.push_back(ref);
        },
        MostAtOnce);
}

void Shard::rewrite(FeatureBatch& batch, std::size_t most, std::vector<SlotRef>& written)
{
    if (m_published) return m_published->rewrite(batch, most);
    for (std::size_t count = 0; count < most && !m_marked.empty(); ++count) {
        const SlotRef ref = m_marked.back();
        m_marked.pop_back();
        ShopperSlot* slot = m_shoppers.get(ref);
        if (!slot || !slot->dirty) continue;
        slot->dirty = false;
        writeSlot(batch, *slot);
        written.push_back(ref);
    }
}

// What the published layout does not have: keys by owner and by session of ours.
void Shard::forgetTouched()
{
    takeTouched([](SlotRef, ShopperSlot& slot) {
        slot.erased.clear();
        slot.timeline.history().settle();
    });
    m_erased.clear();
}

void Shard::keepForLater()
{
    if (m_published) {
        forgetTouched();
        m_published->keepForLater();
        return;
    }
    takeTouched([this](SlotRef ref, ShopperSlot& slot) { mark(ref, slot); });
}

void Shard::giveBack(const std::vector<SlotRef>& written, const FeatureBatch& batch)
{
    if (m_published) return m_published->giveBack(batch);
    for (const SlotRef ref : written) {
        if (ShopperSlot* slot = m_shoppers.get(ref)) mark(ref, *slot);
    }
    // Keys that the store should have deleted, and aliases: still to be done, before anything is written.
    for (const FeatureBatch::Entry& entry : batch.entries()) {
        const std::string_view key = batch.text(entry.key);
        if (entry.fieldCount == 0) {
            m_erased.emplace_back(key);
        } else if (redis::isAliasKey(key)) {
            m_aliases.emplace_back(key, batch.text(batch.fields()[entry.firstField + 1]));
        }
    }
}

void Shard::markAll()
{
    if (m_published) return m_published->markAll();
    m_shoppers.forEach([this](SlotRef ref, ShopperSlot& slot) { mark(ref, slot); });
}

// The store may not hold what was written of this shopper: all of it is written again.
void Shard::mark(SlotRef ref, ShopperSlot& slot)
{
    slot.written = {};
    slot.sessionWritten = {};
    if (slot.viewer) slot.viewer->written.clear();
    if (slot.dirty) return;
    slot.dirty = true;
    m_marked.push_back(ref);
}

// First: what is written now under the same key stays.
void Shard::writeErased(FeatureBatch& batch)
{
    for (const std::string& key : m_erased) batch.erase(key);
    m_erased.clear();
    for (const auto& [key, user] : m_aliases) {
        batch.beginKey(key);
        batch.field("user", user);
    }
    m_aliases.clear();
}

void Shard::writeSlot(FeatureBatch& batch, ShopperSlot& slot)
{
    // Erased first: a session that was closed and opened again within one batch is written anew.
    for (const EventTime start : slot.erased) eraseSession(batch, slot, start);
    slot.erased.clear();
    writeShopper(batch, slot);
    for (const auto& session : slot.timeline.sessions().sessions()) {
        if (session.closed) continue;
        if (isOpen(session)) {
            writeSession(batch, slot, session);
        } else {
            eraseSession(batch, slot, session.first); // its timer is about to close it
        }
    }
    slot.timeline.history().settle();
    if (slot.viewer) writeViewer(batch, slot);
}

void Shard::eraseSession(FeatureBatch& batch, ShopperSlot& slot, EventTime first)
{
    if (slot.sessionFirst == first) slot.sessionWritten = {};
    m_key.clear();
    redis::appendSessionKey(m_key, m_options.partition, slot.shopper, first);
    batch.erase(m_key);
}

bool Shard::isActive(const features::EventHistory& history) const
{
    const std::size_t first = history.lowerBound(m_watermark - m_retention);
    return first < history.size() && history.timeAt(first) <= m_watermark;
}

void Shard::writeShopper(FeatureBatch& batch, ShopperSlot& slot)
{
    m_key.clear();
    redis::appendUserKey(m_key, m_options.partition, slot.shopper);
    const features::EventHistory& history = slot.timeline.history();
    if (!isActive(history)) {
        batch.erase(m_key);
        slot.written = {};
        return;
    }
    if (slot.written.empty()) {
        batch.erase(m_key); // the store may hold an older one
        m_shopperWriter.assumeEmpty(slot.written);
    }
    batch.beginKey(m_key);
    m_text.clear();
    appendNumber(m_text, toMillis(m_watermark));
    batch.field("as_of", m_text);
    m_text.clear();
    appendNumber(m_text, slot.version);
    batch.field("version", m_text);
    m_shopperWriter.write(history, m_watermark, slot.written,
        [&batch](const FeaturePlan& plan, std::string_view text) { batch.field(plan.field, text); });
}

void Shard::writeSession(FeatureBatch& batch, ShopperSlot& slot, const sessionize::Session& session)
{
    m_key.clear();
    redis::appendSessionKey(m_key, m_options.partition, slot.shopper, session.first);
    bool begun = false;
    const auto sink = [&](const FeaturePlan& plan, std::string_view text) {
        if (!std::exchange(begun, true)) batch.beginKey(m_key);
        batch.field(plan.field, text);
    };
    const features::FeatureWriter::Range range{session.first, session.last, m_watermark};
    // A shopper has one open session, but for events far out of order; the others are written in full.
    if (!slot.sessionWritten.empty() && slot.sessionFirst != session.first) {
        features::WrittenValues whole;
        m_sessionWriter.writeRange(slot.timeline.history(), range, whole, sink);
        return;
    }
    if (slot.sessionWritten.empty()) {
        batch.erase(m_key);
        m_sessionWriter.assumeEmpty(slot.sessionWritten);
        slot.sessionFirst = session.first;
    }
    m_sessionWriter.writeRange(slot.timeline.history(), range, slot.sessionWritten, sink);
}

void Shard::writeViewer(FeatureBatch& batch, ShopperSlot& slot)
{
    const auto& plans = m_features.plans(KeyKind::Viewer).plans;
    ShopperViewer& viewer = *slot.viewer;
    const features::ViewerView view = viewer.state.view(m_features.profile(), m_columns.texts());
    const bool isKnown = !viewer.written.empty();
    viewer.written.resize(plans.size());
    bool begun = false;
    for (std::size_t i = 0; i < plans.size(); ++i) {
        m_viewerText.clear();
        features::appendViewerValue(m_viewerText, plans[i].aggregate, view, m_columns.texts());
        const std::uint64_t code = XXH3_64bits(m_viewerText.data(), m_viewerText.size());
        if (isKnown && code == viewer.written[i]) continue;
        viewer.written[i] = code;
        if (!std::exchange(begun, true)) {
            m_key.clear();
            redis::appendViewerKey(m_key, m_options.partition, slot.shopper);
            batch.beginKey(m_key);
        }
        batch.field(plans[i].field, m_viewerText);
    }
}

} // namespace tailrace::runtime
