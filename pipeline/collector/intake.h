// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/collector/watermark.h"
#include "pipeline/event/event_contract.h"
#include "pipeline/journal/journal_writer.h"
#include "pipeline/ports/collector_port.h"

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
    std::vector<Run> runs; // one per partition
};

// Judges submitted texts and turns them into frames of the journal's current group: events with their watermark, or dead
// letters. No thread, no clock call. A group ends with settle() or forget().
class Intake {
public:
    Intake(journal::JournalWriter& journal, PartitionOf partitionOf, Stamp now);

    void take(const SubmissionBatch& batch, Stamp started, EventTime wallNow);
    // When nothing has advanced W for as long as `every`. False: not yet, or W is unknown.
    bool tick(Stamp now, std::chrono::nanoseconds every);

    const GroupContent& group() const { return m_group; }
    void settle(); // the group is durable
    void forget(); // it is not: W and the counts are as if it had never been

private:
    void takeItem(const SubmissionBatch::Item& item, std::string_view body, Stamp started, EventTime wallNow);
    void bury(const event::Verdict& verdict, const SubmissionBatch::Item& item, std::string_view body, Stamp started, EventTime wallNow);
    void clearGroup();

    journal::JournalWriter& m_journal;
    PartitionOf m_partitionOf;
    event::EventValidator m_validator;
    Watermark m_watermark;
    Watermark m_settled;
    Stamp m_advanced; // last event or tick
    GroupContent m_group;
    std::string m_letter;
};

} // namespace tailrace::collector
