// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/collector/watermark.h"
#include "pipeline/event/event_contract.h"
#include "pipeline/event/event_decoder.h"
#include "pipeline/journal/frame_walk.h"
#include "pipeline/journal/journal_writer.h"
#include "pipeline/ports/collector_port.h"
#include "pipeline/sessionize/identity_resolver.h"

namespace tailrace::collector {

// Where a shopper's events go; kafka::partitionOf is one.
using PartitionOf = Partition (*)(std::string_view shopper, std::int32_t partitions);

// What a journal group holds.
struct GroupContent {
    struct Run {
        Sequence first{};
        std::uint32_t count = 0;
    };
    std::uint64_t received = 0;
    std::uint64_t malformed = 0;
    std::uint64_t accepted = 0;
    std::uint64_t moved = 0;   // earlier events that got another owner: a handover and a retraction each
    std::uint64_t unmoved = 0; // should have, but cannot be read any more
    std::vector<Run> runs;     // one per partition; handovers and retractions included
};

// Judges submitted texts and turns them into frames of the journal's current group: events with their watermark and owner, and the
// moves of earlier events that follow from them, or dead letters. No thread, no clock call. A group ends with settle() or forget().
class Intake {
public:
    // Without `stitch` an event belongs to its own user id, else to its visitor, and nothing ever moves.
    Intake(journal::JournalWriter& journal, PartitionOf partitionOf, const sessionize::SessionRules& rules, bool stitch, Stamp now);
    // Reads back from the journal who is who. Before the first take().
    Result<void> recall();

    void take(const SubmissionBatch& batch, Stamp started, EventTime wallNow);
    // When nothing has advanced W for as long as `every`. False: not yet, or W is unknown.
    bool tick(Stamp now, std::chrono::nanoseconds every);
    // Adds a cut's mark, behind which the group must end. False: W is unknown.
    bool markCut();

    const GroupContent& group() const { return m_group; }
    void settle(); // the group is durable, and published
    void forget(); // it is not: W, owners and counts are as if it had never been

private:
    // A text, and what has been made of it; views into it and into its validator.
    struct Judged {
        event::Event event;
        event::Verdict verdict;
    };
    void takeItems(const SubmissionBatch& batch, std::span<const SubmissionBatch::Item> items, Stamp started, EventTime wallNow);
    void accept(const SubmissionBatch::Item& item, std::string_view body, const event::Event& event, Stamp started);
    std::string_view ownerOf(const event::Event& event);
    void append(const journal::Frame& frame);
    void moveEvents(const journal::Frame& cause);
    bool moveEvent(const sessionize::IdentityMove& move, const journal::Frame& cause);
    std::optional<journal::Frame> find(journal::JournalPosition position);
    void bury(const event::Verdict& verdict, const SubmissionBatch::Item& item, std::string_view body, Stamp started, EventTime wallNow);
    void clearGroup();

    journal::JournalWriter& m_journal;
    PartitionOf m_partitionOf;
    bool m_stitch;
    static constexpr std::size_t Together = 8; // texts that are judged before the first of them is accepted
    std::array<event::EventValidator, Together> m_validators;
    std::array<Judged, Together> m_judged;
    std::vector<std::string_view> m_visitors;
    Watermark m_watermark;
    Watermark m_settled;
    Stamp m_advanced; // last event or tick
    GroupContent m_group;
    std::string m_letter;

    sessionize::IdentityResolver m_identity;
    journal::FrameWalk m_walk;             // to the texts of events that move
    journal::JournalPosition m_groupBegin; // of the current group, if the newest segment has room for it
    std::string m_moved;                   // text of an event that moves, padded
    event::EventDecoder m_decoder;         // of that text
    std::string m_retraction;
};

} // namespace tailrace::collector
