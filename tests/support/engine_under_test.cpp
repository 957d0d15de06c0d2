// SPDX-License-Identifier: Apache-2.0
#include "tests/support/engine_under_test.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "pipeline/event/retraction.h"
#include "pipeline/sessionize/session_update.h"

namespace tailrace::test {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t SpoiledEvent = 150; // the one that LostEvent and DoubleCount are about

sessionize::SessionRules rulesOf(Sabotage sabotage)
{
    sessionize::SessionRules rules;
    if (sabotage == Sabotage::WrongGap) rules.gap -= std::chrono::minutes(1);
    if (sabotage == Sabotage::ExclusiveGap) rules.gap -= milliseconds(1);
    return rules;
}

// With a 24 h window of two days, under the same names.
features::FeatureSet withEndlessDay(const features::FeatureSet& features)
{
    auto declarations = features.declarations();
    for (auto& declaration : declarations)
        for (auto& window : declaration.windows)
            if (window.size == std::chrono::hours(24)) window.size *= 2;
    auto set = features::FeatureSet::compile(std::move(declarations), features.profile());
    if (!set) qFatal("%s", set.error().message().c_str());
    return std::move(*set);
}

// A session update as the sabotaged engine would say it.
std::string spoiled(std::string_view update, Sabotage sabotage)
{
    if (sabotage != Sabotage::WrongLast && sabotage != Sabotage::NoPageViews && sabotage != Sabotage::SameRevision)
        return std::string(update);
    auto json = nlohmann::json::parse(update);
    if (sabotage == Sabotage::WrongLast) json["last"] = json["first"];
    if (sabotage == Sabotage::NoPageViews) json["page_views"] = 0;
    if (sabotage == Sabotage::SameRevision) json["revision"] = 1;
    return json.dump();
}

std::uint64_t revisionOf(std::string_view update)
{
    constexpr std::string_view Name = "\"revision\":";
    std::uint64_t revision = 0;
    const std::size_t at = update.find(Name);
    if (at != std::string_view::npos) std::from_chars(update.data() + at + Name.size(), update.data() + update.size(), revision);
    return revision;
}

// "tr:{p07}:user:ann" -> "user:ann"
std::string withoutPrefix(std::string_view key) { return std::string(key.substr(key.find("}:") + 2)); }

} // namespace

void EngineUnderTest::Updates::produce(std::string_view, std::string_view keyText, std::string_view value)
{
    const std::string key(keyText);
    if (value.empty()) {
        if (sabotage == Sabotage::NoTombstone) return;
        last.erase(key);
        revisions.erase(key);
        return;
    }
    const std::string text = spoiled(value, sabotage);
    const std::uint64_t revision = revisionOf(text);
    if (const auto before = revisions.find(key); before != revisions.end() && revision <= before->second && last[key] != text)
        staleRevision = text + " after " + last[key];
    revisions[key] = revision;
    last[key] = text;
}

void EngineUnderTest::Closed::closed(std::string_view shopper, const sessionize::Session& session, EventTime)
{
    std::string key, text;
    sessionize::appendSessionKey(key, shopper, session.first);
    sessionize::appendSessionUpdate(text, shopper, session);
    sessions.insert_or_assign(std::move(key), spoiled(text, sabotage));
}

void EngineUnderTest::Closed::gone(std::string_view shopper, EventTime first)
{
    std::string key;
    sessionize::appendSessionKey(key, shopper, first);
    sessions.erase(key);
}

EngineUnderTest::EngineUnderTest(const features::FeatureSet& features, std::int32_t partitions, std::uint64_t seed, Sabotage sabotage)
    : m_features(sabotage == Sabotage::EndlessDay ? withEndlessDay(features) : features),
      m_sabotage(sabotage),
      m_random(seed)
{
    m_updates.sabotage = m_closed.sabotage = sabotage;
    for (std::int32_t p = 0; p < partitions; ++p) m_lanes.emplace_back().shard = makeShard(p);
}

std::unique_ptr<runtime::Shard> EngineUnderTest::makeShard(std::int32_t partition)
{
    return std::make_unique<runtime::Shard>(m_features, m_updates,
        runtime::ShardOptions{
            .partition = Partition(partition), .rules = rulesOf(m_sabotage), .keepsChanges = true, .closedSessions = &m_closed});
}

void EngineUnderTest::checkpoint(Lane& lane)
{
    const bool finished = lane.shard->takeChanges(
        1 + m_random() % 40,
        [&](const std::string& owner, std::string bytes) {
            if (m_sabotage != Sabotage::ForgetfulCheckpoint || m_random() % 8 != 0) lane.part.emplace_back(owner, std::move(bytes));
        },
        [&lane](const std::string& owner) { lane.part.emplace_back(owner, std::nullopt); });
    if (!finished) return;
    for (auto& [owner, bytes] : std::exchange(lane.part, {})) {
        if (bytes) {
            lane.owners[owner] = std::move(*bytes);
        } else {
            lane.owners.erase(owner);
        }
    }
    lane.header = lane.shard->encodeHeader();
    lane.sinceCheckpoint.clear();
}

void EngineUnderTest::crash()
{
    m_updates.revisions.clear();
    for (std::size_t p = 0; p < m_lanes.size(); ++p) {
        Lane& lane = m_lanes[p];
        lane.shard = makeShard(static_cast<std::int32_t>(p));
        lane.part.clear();
        if (!lane.header.empty()) {
            if (auto restored = lane.shard->restoreHeader(lane.header); !restored) qFatal("%s", restored.error().message().c_str());
            for (const auto& [owner, bytes] : lane.owners) {
                if (auto restored = lane.shard->restore(owner, bytes); !restored) qFatal("%s", restored.error().message().c_str());
            }
        }
        const auto again = std::exchange(lane.sinceCheckpoint, {});
        for (const OwnedFrame* frame : again) apply(lane, *frame);
        endBatch(lane);
        lane.batch.clear();
        lane.written.clear();
        lane.shard->rewrite(lane.batch, lane.shard->shoppers(), lane.written);
        toStore(lane);
    }
}

void EngineUnderTest::playTo(const JournalledHistory& history, std::size_t end)
{
    for (; m_played < end; ++m_played) {
        const OwnedFrame& owned = history.frames()[m_played];
        if (owned.frame.kind != journal::FrameKind::Handover) m_watermark = std::max(m_watermark, owned.frame.watermark);
        m_accepted += owned.frame.kind == journal::FrameKind::Event ? 1U : 0U;
        if (owned.frame.partition != journal::SideStream)
            m_lanes[static_cast<std::size_t>(owned.frame.partition.value)].toCome.push_back(&owned);
    }
    const auto hasWork = [](const Lane& lane) { return !lane.toCome.empty(); };
    while (std::ranges::any_of(m_lanes, hasWork)) deliverSome(m_lanes[m_random() % m_lanes.size()]);
}

void EngineUnderTest::deliverSome(Lane& lane)
{
    const std::size_t count = std::min<std::size_t>(1 + m_random() % 40, lane.toCome.size());
    std::vector<const OwnedFrame*> batch(lane.toCome.begin(), lane.toCome.begin() + static_cast<std::ptrdiff_t>(count));
    lane.toCome.erase(lane.toCome.begin(), lane.toCome.begin() + static_cast<std::ptrdiff_t>(count));
    for (std::size_t repeats = m_random() % 4; repeats > 0 && count > 0; --repeats) batch.push_back(batch[m_random() % count]);
    std::ranges::shuffle(batch, m_random);
    for (const OwnedFrame* frame : batch) offer(lane, frame);
    endBatch(lane);
}

void EngineUnderTest::offer(Lane& lane, const OwnedFrame* frame)
{
    using Gate = kafka::SequenceGate<const OwnedFrame*>;
    if (lane.gate.offer(frame->frame.sequence, frame) != Gate::Verdict::Deliver) return;
    apply(lane, *frame);
    while (const auto held = lane.gate.release()) apply(lane, **held);
}

void EngineUnderTest::apply(Lane& lane, const OwnedFrame& owned)
{
    lane.sinceCheckpoint.push_back(&owned);
    lane.heard.insert(owned.key);
    const journal::Frame& frame = owned.frame;
    const bool isHandover = frame.kind == journal::FrameKind::Handover;
    const runtime::Shard::Frame told{
        .owner = frame.key, .watermark = frame.watermark, .sequence = frame.sequence, .isHandover = isHandover};
    const Stamp now = fromNanos(++m_now);
    if (frame.kind == journal::FrameKind::Retraction) {
        const auto retraction = event::readRetraction(frame.payload);
        if (!retraction) qFatal("%s", retraction.error().message().c_str());
        lane.shard->retract(told, {.eventId = retraction->eventId, .newOwner = retraction->newOwner, .at = retraction->at}, now);
        lane.shard->advance(frame.watermark);
        return;
    }
    std::string text(frame.payload);
    text.append(event::EventPadding, '\0');
    event::Event event;
    if (m_decoder.decode(std::string_view(text).substr(0, frame.payload.size()), event) != event::DecodeStatus::Decoded)
        qFatal("undecodable");
    const bool isSpoiled = !isHandover && ++m_events == SpoiledEvent;
    if (!isSpoiled || m_sabotage != Sabotage::LostEvent) lane.shard->apply(told, event, now);
    if (isSpoiled && m_sabotage == Sabotage::DoubleCount) {
        const std::string twin = std::string(event.id) + "-again";
        event.id = twin;
        lane.shard->apply(told, event, now);
    }
    lane.shard->advance(frame.watermark);
}

void EngineUnderTest::endBatch(Lane& lane)
{
    m_now += 6'000'000'000; // past the cadence of session updates
    lane.shard->endBatch(fromNanos(m_now));
    lane.batch.clear();
    lane.written.clear();
    lane.shard->write(lane.batch, lane.written);
    toStore(lane);
    lane.heard.clear();
    if (m_random() % 3 == 0) checkpoint(lane);
}

bool EngineUnderTest::isLost(const std::string& key) const
{
    if (m_sabotage == Sabotage::NoViewers) return key.starts_with("viewer:");
    return m_sabotage == Sabotage::NoAlias && key.starts_with("alias:");
}

void EngineUnderTest::release(const std::string& key)
{
    const auto withheld = m_withheld.extract(key);
    if (withheld.empty()) return;
    for (const auto& [field, text] : withheld.mapped()) m_store[key][field] = text;
}

void EngineUnderTest::toStore(const Lane& lane)
{
    const FeatureBatch& batch = lane.batch;
    for (const FeatureBatch::Entry& entry : batch.entries()) {
        const std::string key = withoutPrefix(batch.text(entry.key));
        if (isLost(key)) continue;
        const bool isQuiet = m_sabotage == Sabotage::QuietStore && key.starts_with("user:") && !lane.heard.contains(key.substr(5));
        auto& store = isQuiet ? m_withheld : m_store;
        if (!isQuiet) release(key);
        if (entry.fieldCount == 0 && m_sabotage != Sabotage::KeptKeys) store.erase(key);
        for (std::uint32_t i = 0; i < entry.fieldCount; i += 2) {
            const auto& fields = batch.fields();
            store[key][std::string(batch.text(fields[entry.firstField + i]))] = batch.text(fields[entry.firstField + i + 1]);
        }
    }
}

verify::Cut EngineUnderTest::cut()
{
    verify::Cut cut;
    cut.origin = "the engine";
    cut.asOf = toMillis(m_watermark);
    verify::LedgerTerms ledger{.accepted = m_accepted};
    for (Lane& lane : m_lanes) {
        if (m_sabotage != Sabotage::NoDecay) lane.shard->advance(m_watermark);
        endBatch(lane);
        verify::Fields* fields = nullptr;
        lane.shard->describe([&](const std::string& key) { fields = &cut.keys[key]; },
            [&](const std::string& field, std::string_view text) { (*fields)[field] = text; },
            [&](const std::string& shopper, const sessionize::Session& s, bool isOpen) {
                const auto& c = s.counts;
                cut.sessions.push_back({shopper, toMillis(s.first), toMillis(s.last), c.events, c.pageViews, c.productViews, c.cartAdds,
                    c.cartRemoves, c.checkouts, !isOpen});
            });
        const runtime::ShardCounts& counts = lane.shard->counts();
        ledger.applied += counts.applied;
        ledger.duplicate += counts.duplicate;
        ledger.late += counts.late;
    }
    cut.ledger = ledger;
    return cut;
}

} // namespace tailrace::test
