// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "app/verify/cut.h"
#include "pipeline/event/event_decoder.h"
#include "pipeline/features/feature_set.h"
#include "pipeline/kafka/sequence_gate.h"
#include "pipeline/runtime/shard.h"
#include "tests/support/journalled_history.h"

namespace tailrace::test {

// What is broken on purpose, to see that it is noticed.
enum class Sabotage {
    None,
    WrongGap,
    ExclusiveGap,
    LostEvent,
    DoubleCount,
    NoDecay,    // time that passes without an event does not reach the shards
    QuietStore, // a shopper is written with an event in the batch alone: the timers wake nobody
    EndlessDay, // the 24 h window loses nothing
    KeptKeys,   // the store deletes no key
    NoViewers,  // the store gets no viewer
    NoAlias,    // ... and no alias
    NoTombstone,
    ForgetfulCheckpoint,
    WrongLast,    // session updates: the first event's time instead of the last one's
    NoPageViews,  // ... none counted
    SameRevision, // ... always the first
};

// The engine's pure part, one shard for each partition, fed as the hop feeds it: batches of all partitions by turns, records out of
// order and repeated, brought back into order by the sequence gate. Holds what the engine says as a reader of its outputs
// would: the store's keys, and the records of `session-updates`.
class EngineUnderTest {
public:
    EngineUnderTest(const features::FeatureSet& features, std::int32_t partitions, std::uint64_t seed, Sabotage sabotage = Sabotage::None);

    // All frames up to this index of the history, in some order that keeps the order of each partition.
    void playTo(const JournalledHistory& history, std::size_t end);
    // Each shard falls back to its last checkpoint, and applies again what came after it.
    void crash();
    // What it holds as of the largest watermark that it was given.
    verify::Cut cut();

    using Hash = std::map<std::string, std::string>;
    // What the store holds: keys without prefix; those of shoppers with `as_of` and `version`.
    const std::map<std::string, Hash>& store() const { return m_store; }
    // Key of each session -> value of its last record; those with a tombstone are not there.
    const std::map<std::string, std::string>& sessionUpdates() const { return m_updates.last; }
    // A record that says something new without a higher revision than the one before it, in words; empty: none.
    const std::string& staleRevision() const { return m_updates.staleRevision; }
    // What the index of closed sessions would hold, in the same form.
    const std::map<std::string, std::string>& closedSessions() const { return m_closed.sessions; }

private:
    struct Updates final : SideOutput {
        void produce(std::string_view topic, std::string_view key, std::string_view value) override;
        std::map<std::string, std::string> last;
        std::map<std::string, std::uint64_t> revisions; // since the last crash: a shard that goes on from a checkpoint says things again
        std::string staleRevision;
        Sabotage sabotage = Sabotage::None;
    };
    struct Closed final : sessionize::ClosedSessionSink {
        void closed(std::string_view shopper, const sessionize::Session& session, EventTime at) override;
        void gone(std::string_view shopper, EventTime first) override;
        std::map<std::string, std::string> sessions;
        Sabotage sabotage = Sabotage::None;
    };
    using OwnedFrame = JournalledHistory::OwnedFrame;
    struct Lane {
        std::unique_ptr<runtime::Shard> shard;
        kafka::SequenceGate<const OwnedFrame*> gate;
        std::deque<const OwnedFrame*> toCome;
        FeatureBatch batch;
        std::vector<runtime::SlotRef> written;
        std::vector<const OwnedFrame*> sinceCheckpoint;
        std::set<std::string> heard;                                          // owners with a frame in this batch
        std::vector<std::pair<std::string, std::optional<std::string>>> part; // of a checkpoint that is not finished
        std::string header;                                                   // empty: no checkpoint yet
        std::map<std::string, std::string> owners;
    };

    void deliverSome(Lane& lane);
    void offer(Lane& lane, const OwnedFrame* frame);
    void apply(Lane& lane, const OwnedFrame& frame);
    void endBatch(Lane& lane);
    void checkpoint(Lane& lane);
    void toStore(const Lane& lane);
    bool isLost(const std::string& key) const;
    void release(const std::string& key);
    std::unique_ptr<runtime::Shard> makeShard(std::int32_t partition);

    const features::FeatureSet m_features;
    Sabotage m_sabotage;
    std::mt19937_64 m_random;
    Updates m_updates;
    Closed m_closed;
    std::vector<Lane> m_lanes;
    std::size_t m_played = 0;
    EventTime m_watermark{};
    std::uint64_t m_accepted = 0;
    std::uint64_t m_events = 0;
    std::int64_t m_now = 0;
    event::EventDecoder m_decoder;
    std::map<std::string, Hash> m_store;
    std::map<std::string, Hash> m_withheld; // by QuietStore, until its shopper has an event
};

} // namespace tailrace::test
