// SPDX-License-Identifier: Apache-2.0
#include "tests/support/engine_under_test.h"

#include <algorithm>
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

// "tr:{p07}:user:ann" -> "user:ann"
std::string withoutPrefix(std::string_view key) { return std::string(key.substr(key.find("}:") + 2)); }

} // namespace

void EngineUnderTest::Updates::produce(std::string_view, std::string_view key, std::string_view value)
{
    if (!value.empty()) {
        last[std::string(key)] = value;
    } else if (!dropsTombstones) {
        last.erase(std::string(key));
    }
}

void EngineUnderTest::Closed::closed(std::string_view shopper, const sessionize::Session& session, EventTime)
{
    std::string key, text;
    sessionize::appendSessionKey(key, shopper, session.first);
    sessionize::appendSessionUpdate(text, shopper, session);
    sessions.insert_or_assign(std::move(key), std::move(text));
}

void EngineUnderTest::Closed::gone(std::string_view shopper, EventTime first)
{
    std::string key;
    sessionize::appendSessionKey(key, shopper, first);
    sessions.erase(key);
}

EngineUnderTest::EngineUnderTest(const features::FeatureSet& features, std::int32_t partitions, std::uint64_t seed, Sabotage sabotage)
    : m_features(features),
      m_sabotage(sabotage),
      m_random(seed)
{
    m_updates.dropsTombstones = sabotage == Sabotage::NoTombstone;
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
        toStore(lane.batch);
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
    toStore(lane.batch);
    if (m_random() % 3 == 0) checkpoint(lane);
}

void EngineUnderTest::toStore(const FeatureBatch& batch)
{
    for (const FeatureBatch::Entry& entry : batch.entries()) {
        const std::string key = withoutPrefix(batch.text(entry.key));
        if (entry.fieldCount == 0) m_store.erase(key);
        for (std::uint32_t i = 0; i < entry.fieldCount; i += 2) {
            const auto& fields = batch.fields();
            m_store[key][std::string(batch.text(fields[entry.firstField + i]))] = batch.text(fields[entry.firstField + i + 1]);
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

std::map<std::string, EngineUnderTest::Hash> EngineUnderTest::storeAsOfCut() const
{
    std::map<std::string, Hash> current;
    const std::string asOf = std::to_string(toMillis(m_watermark));
    for (const auto& [key, fields] : m_store) {
        const auto stamp = fields.find("as_of");
        if (stamp == fields.end() || stamp->second != asOf) continue;
        current.emplace(key, fields);
        const std::string sessions = "session:" + key.substr(key.find(':') + 1) + ":";
        for (auto at = m_store.lower_bound(sessions); at != m_store.end() && at->first.starts_with(sessions); ++at) current.insert(*at);
    }
    return current;
}

} // namespace tailrace::test
