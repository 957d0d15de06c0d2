// SPDX-License-Identifier: Apache-2.0
#include "tests/support/journalled_history.h"

#include <random>

#include "pipeline/collector/intake.h"
#include "pipeline/journal/journal_reader.h"
#include "pipeline/kafka/partitioner.h"

namespace tailrace::test {
namespace {

int noSync(int) { return 0; }

} // namespace

JournalledHistory::JournalledHistory(const std::vector<HistoryEvent>& history, std::int32_t partitions, std::uint64_t seed)
    : m_partitions(partitions)
{
    journal::JournalOptions options;
    options.directory = directory();
    options.segmentBytes = std::uint64_t{1} << 20;
    options.partitions = partitions;
    options.calls.dataSync = &noSync;
    auto writer = journal::JournalWriter::open(options);
    if (!writer) qFatal("%s", writer.error().message().c_str());
    collector::Intake intake(**writer, &kafka::partitionOf, sessionize::SessionRules{}, true, fromNanos(1));
    std::mt19937_64 random(seed);
    std::int64_t now = 0;
    std::size_t untilCommit = 1;
    for (const HistoryEvent& event : history) {
        SubmissionBatch batch;
        batch.add(event.text, fromNanos(++now), false);
        intake.take(batch, fromNanos(now), fromMillis(event.time + 86'400'000));
        if (--untilCommit > 0 && &event != &history.back()) continue;
        untilCommit = 1 + random() % 20;
        if (auto written = (*writer)->commit(); !written) qFatal("%s", written.error().message().c_str());
        intake.settle();
    }
    journal::JournalScan scan((*writer)->segments(), (*writer)->segments().firstPosition(), (*writer)->durablePosition());
    while (const auto frame = scan.next())
        m_frames.push_back({frame->position, *frame, std::string(frame->key), std::string(frame->payload)});
    for (OwnedFrame& owned : m_frames) {
        owned.frame.key = owned.key;
        owned.frame.payload = owned.payload;
    }
}

std::vector<std::size_t> JournalledHistory::cutPlaces() const
{
    std::vector<std::size_t> places;
    for (std::size_t i = 1; i < m_frames.size(); ++i) {
        if (!m_frames[i - 1].frame.continues) places.push_back(i);
    }
    return places;
}

} // namespace tailrace::test
