// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <cerrno>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/collector/collector.h"
#include "pipeline/journal/journal_reader.h"
#include "tests/support/silence.h"

namespace tailrace::collector::test {

inline constexpr std::int64_t Now = 1'700'000'000'000;

class ManualClock final : public Clock {
public:
    Stamp now() const override { return fromNanos(1'000'000'000 + m_millis.load() * 1'000'000); }
    EventTime wallNow() const override { return fromMillis(Now + m_millis.load()); }
    void advance(std::int64_t millis) { m_millis += millis; }

private:
    std::atomic<std::int64_t> m_millis{0};
};

// Checks, when told of events, that no reader can have seen them yet.
class Listener final : public CollectedListener {
public:
    explicit Listener(const journal::JournalWriter& journal) : m_journal(journal) {}

    void durable(Partition partition, Sequence first, std::uint32_t count, Stamp durable) override
    {
        std::uint64_t& next = m_next[partition.value];
        if (first.value != next || durable == Stamp{}) failed = true;
        next = first.value + count;
        if (m_journal.durablePosition() != m_committed) failed = true;
        told += count;
    }
    void committed(journal::JournalPosition position) override
    {
        if (position <= m_committed || position != m_journal.durablePosition()) failed = true;
        m_committed = position;
        ++commits;
    }

    void cutMarked(const CutMark& mark) override
    {
        if (m_journal.durablePosition() != m_committed) failed = true;
        marks.push_back(mark);
        ++marked;
    }

    std::vector<CutMark> marks; // when the collector stands still
    std::atomic<std::uint64_t> marked{0};
    std::atomic<std::uint64_t> told{0};
    std::atomic<std::uint64_t> commits{0};
    std::atomic<bool> failed{false};

private:
    const journal::JournalWriter& m_journal;
    std::map<std::int32_t, std::uint64_t> m_next;
    journal::JournalPosition m_committed{};
};

inline std::atomic<bool> diskIsBroken{false};

inline int brokenSync(int fd)
{
    if (!diskIsBroken) return ::fdatasync(fd);
    errno = EIO;
    return -1;
}

inline Partition bySize(std::string_view shopper, std::int32_t partitions)
{
    return Partition(static_cast<std::int32_t>(shopper.size()) % partitions);
}

inline std::string eventText(const std::string& id, const std::string& visitor, std::int64_t time)
{
    const std::int64_t millis = time % 1000;
    const std::time_t seconds = time / 1000;
    char date[40];
    std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", std::gmtime(&seconds));
    char stamp[48];
    std::snprintf(stamp, sizeof stamp, "%s.%03dZ", date, static_cast<int>(millis));
    return R"({"id":")" + id + R"(","type":"page_view","timestamp":")" + stamp + R"(","payload":{},"enrich":{"user":{"domain_userid":")"
        + visitor + R"("}}})";
}

// A collector over a journal in a folder of its own, with a clock that goes by hand and a disk that can break.
class CollectorFixture : public QObject {
protected:
    void begin()
    {
        diskIsBroken = false;
        m_directory = std::make_unique<QTemporaryDir>();
        journal::JournalOptions options;
        options.directory = m_directory->path().toStdString();
        options.segmentBytes = 1 << 20;
        options.partitions = 2;
        options.calls.dataSync = &brokenSync;
        auto writer = journal::JournalWriter::open(options);
        QVERIFY(writer);
        m_journal = std::move(*writer);
        m_listener = std::make_unique<Listener>(*m_journal);
        make();
    }

    void end()
    {
        m_collector.reset();
        QVERIFY(!m_listener->failed);
        m_mapped.clear();
        m_journal.reset();
    }

    void make(CollectorOptions options = {})
    {
        options.partitionOf = &bySize;
        m_collector.reset();
        m_collector = std::make_unique<Collector>(*m_journal, m_clock, *m_listener, Logger(m_silence, "collector"), options);
    }

    std::vector<journal::FrameView> frames()
    {
        for (const auto& segment : m_journal->segments().list()) m_mapped.push_back(*m_journal->segments().map(segment));
        std::vector<journal::FrameView> out;
        journal::JournalScan scan(m_journal->segments(), {}, m_journal->durablePosition());
        while (const auto frame = scan.next()) out.push_back(*frame);
        return out;
    }

    SubmissionBatch batchOf(const std::vector<std::string>& bodies, std::int64_t due = 5) const
    {
        SubmissionBatch batch;
        for (const std::string& body : bodies) batch.add(body, fromNanos(due), body.size() % 2 == 0);
        return batch;
    }

    void submit(const std::vector<std::string>& bodies)
    {
        auto batch = batchOf(bodies);
        QVERIFY(m_collector->submit(batch));
        QVERIFY(batch.empty());
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    ManualClock m_clock;
    tailrace::test::Silence m_silence;
    std::unique_ptr<journal::JournalWriter> m_journal;
    std::unique_ptr<Listener> m_listener;
    std::unique_ptr<Collector> m_collector;
    std::vector<std::shared_ptr<const journal::MappedSegment>> m_mapped; // keeps the frames' text
};

} // namespace tailrace::collector::test
