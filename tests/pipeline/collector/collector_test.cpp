// SPDX-License-Identifier: Apache-2.0
#include <QTemporaryDir>
#include <QTest>

#include <atomic>
#include <cerrno>
#include <map>
#include <set>

#include "pipeline/collector/collector.h"
#include "pipeline/event/dead_letter.h"
#include "pipeline/journal/journal_reader.h"

using namespace tailrace;
using namespace tailrace::collector;
using journal::FrameKind;

namespace {

constexpr std::int64_t Now = 1'700'000'000'000;

class ManualClock final : public Clock {
public:
    Stamp now() const override { return fromNanos(1'000'000'000 + m_millis.load() * 1'000'000); }
    EventTime wallNow() const override { return fromMillis(Now + m_millis.load()); }
    void advance(std::int64_t millis) { m_millis += millis; }

private:
    std::atomic<std::int64_t> m_millis{0};
};

class Silence final : public LogSink {
public:
    void write(LogLevel, std::string_view, std::string_view) override {}
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

    std::atomic<std::uint64_t> told{0};
    std::atomic<std::uint64_t> commits{0};
    std::atomic<bool> failed{false};

private:
    const journal::JournalWriter& m_journal;
    std::map<std::int32_t, std::uint64_t> m_next;
    journal::JournalPosition m_committed{};
};

std::atomic<bool> diskIsBroken{false};

int brokenSync(int fd)
{
    if (!diskIsBroken) return ::fdatasync(fd);
    errno = EIO;
    return -1;
}

Partition bySize(std::string_view shopper, std::int32_t partitions)
{
    return Partition(static_cast<std::int32_t>(shopper.size()) % partitions);
}

std::string eventText(const std::string& id, const std::string& visitor, std::int64_t time)
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

} // namespace

class CollectorTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void stampsAndJournalsInOrder();
    void keepsWhatIsMalformed();
    void keepsALongOriginalWhole();
    void refusesWhatTheQueueHasNoRoomFor();
    void handsBackWhatTheDiskRefused();
    void boundsWhatItHandsBack();
    void ticksWhileNothingArrives();
    void finishesWhatItTookWhenStopped();
    void handsBackWhatItTookButNeverStarted();
    void countsAddUpInEveryStatus();
    void recyclesBatches();

private:
    void make(CollectorOptions options = {});
    std::vector<journal::FrameView> frames();
    SubmissionBatch batchOf(const std::vector<std::string>& bodies, std::int64_t due = 5) const;
    void submit(const std::vector<std::string>& bodies)
    {
        auto batch = batchOf(bodies);
        QVERIFY(m_collector->submit(batch));
        QVERIFY(batch.empty());
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    ManualClock m_clock;
    Silence m_silence;
    std::unique_ptr<journal::JournalWriter> m_journal;
    std::unique_ptr<Listener> m_listener;
    std::unique_ptr<Collector> m_collector;
    std::vector<std::shared_ptr<const journal::MappedSegment>> m_mapped; // keeps the frames' text
};

void CollectorTest::init()
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

void CollectorTest::make(CollectorOptions options)
{
    options.partitionOf = &bySize;
    m_collector.reset();
    m_collector = std::make_unique<Collector>(*m_journal, m_clock, *m_listener, Logger(m_silence, "collector"), options);
}

void CollectorTest::cleanup()
{
    m_collector.reset();
    QVERIFY(!m_listener->failed);
    m_mapped.clear();
    m_journal.reset();
}

std::vector<journal::FrameView> CollectorTest::frames()
{
    for (const auto& segment : m_journal->segments().list()) m_mapped.push_back(*m_journal->segments().map(segment));
    std::vector<journal::FrameView> out;
    journal::JournalScan scan(m_journal->segments(), {}, m_journal->durablePosition());
    while (const auto frame = scan.next()) out.push_back(*frame);
    return out;
}

SubmissionBatch CollectorTest::batchOf(const std::vector<std::string>& bodies, std::int64_t due) const
{
    SubmissionBatch batch;
    for (const std::string& body : bodies) batch.add(body, fromNanos(due), body.size() % 2 == 0);
    return batch;
}

void CollectorTest::stampsAndJournalsInOrder()
{
    const std::vector<std::string> bodies{
        eventText("e1", "v", Now - 5000), eventText("e2", "vv", Now - 1000), eventText("e3", "v", Now - 3000)};
    submit(bodies);
    m_collector->start();
    m_collector->start();
    m_collector->stop();
    m_collector->stop();
    const auto found = frames();
    QCOMPARE(found.size(), std::size_t{3});
    const std::vector<std::int64_t> watermarks{Now - 5000, Now - 1000, Now - 1000};
    for (std::size_t i = 0; i < found.size(); ++i) {
        QVERIFY(found[i].kind == FrameKind::Event);
        QVERIFY(found[i].payload == bodies[i]);
        QVERIFY(found[i].key == (i == 1 ? "vv" : "v"));
        QCOMPARE(found[i].partition.value, i == 1 ? 0 : 1);
        QCOMPARE(toMillis(found[i].watermark), watermarks[i]);
        QCOMPARE(toNanos(found[i].due), std::int64_t{5});
        QVERIFY(found[i].collectStarted == m_clock.now());
        QCOMPARE(found[i].wantsRecommendation, bodies[i].size() % 2 == 0);
    }
    QCOMPARE(toMillis(found[2].eventTime), Now - 3000);
    QCOMPARE(found[2].sequence.value, std::uint64_t{1});
    QCOMPARE(m_listener->told.load(), std::uint64_t{3});
    QCOMPARE(m_collector->status().accepted, std::uint64_t{3});
    QVERIFY(m_collector->cpuSeconds() > 0.0);
}

void CollectorTest::keepsWhatIsMalformed()
{
    const std::vector<std::string> bodies{"", "{", "[]", "{\"id\":\"x\"}", std::string("\0\xff", 2), eventText("good", "v", Now),
        eventText("future", "v", Now + 300'001), eventText("soon", "v", Now + 300'000)};
    submit(bodies);
    m_collector->start();
    m_collector->stop();
    const auto status = m_collector->status();
    QCOMPARE(status.received, std::uint64_t{bodies.size()});
    QCOMPARE(status.malformed, std::uint64_t{6});
    QCOMPARE(status.accepted, std::uint64_t{2});
    std::size_t letters = 0;
    for (const auto& frame : frames()) {
        if (frame.kind != FrameKind::DeadLetter) continue;
        QVERIFY(frame.partition == journal::SideStream);
        QCOMPARE(frame.sequence.value, std::uint64_t{letters});
        QVERIFY(frame.payload.starts_with("{\"reason\":\""));
        ++letters;
    }
    QCOMPARE(letters, std::size_t{6});
    QCOMPARE(toMillis(frames().back().watermark), Now + 300'000);
}

void CollectorTest::keepsALongOriginalWhole()
{
    const std::string body = "{\"long\":\"" + std::string(journal::MaxPayloadSize + 1000, 'x');
    submit({body});
    m_collector->start();
    m_collector->stop();
    const auto found = frames();
    QCOMPARE(found.size(), std::size_t{3});
    QVERIFY(found[0].kind == FrameKind::Original && found[1].kind == FrameKind::Original);
    QVERIFY(std::string(found[0].payload) + std::string(found[1].payload) == body);
    QVERIFY(found[2].kind == FrameKind::DeadLetter);
    QVERIFY(found[2].payload.size() < 2 * event::DeadLetterPayloadLimit);
}

void CollectorTest::refusesWhatTheQueueHasNoRoomFor()
{
    make({.queueBytes = 10});
    submit({eventText("e1", "v", Now)});
    auto batch = batchOf({eventText("e2", "v", Now), "{"}, 77);
    const std::string before(batch.body(batch.items()[0]));
    QVERIFY(!m_collector->submit(batch));
    QCOMPARE(batch.items().size(), std::size_t{2});
    QVERIFY(batch.body(batch.items()[0]) == before);
    QCOMPARE(toNanos(batch.items()[1].due), std::int64_t{77});
    QCOMPARE(m_collector->status().refused, std::uint64_t{2});
    m_collector->start();
    QTRY_COMPARE(m_collector->status().accepted, std::uint64_t{1});
    QVERIFY(m_collector->submit(batch));
    m_collector->stop();
    QCOMPARE(m_collector->status().received, std::uint64_t{3});
    QVERIFY(!m_collector->submit(batch) || batch.empty());
}

void CollectorTest::handsBackWhatTheDiskRefused()
{
    m_collector->start();
    submit({eventText("e1", "v", Now - 9000)});
    QTRY_COMPARE(m_collector->status().accepted, std::uint64_t{1});
    diskIsBroken = true;
    const std::vector<std::string> bodies{eventText("e2", "v", Now), "malformed"};
    auto sent = batchOf(bodies, 1234);
    QVERIFY(m_collector->submit(sent));
    QTRY_COMPARE(m_collector->status().refused, std::uint64_t{2});
    QVERIFY(!m_collector->status().storing);
    QCOMPARE(m_collector->status().received, std::uint64_t{1});
    QCOMPARE(m_listener->told.load(), std::uint64_t{1});
    SubmissionBatch back;
    QVERIFY(m_collector->takeRefused(back));
    QCOMPARE(back.items().size(), std::size_t{2});
    for (std::size_t i = 0; i < bodies.size(); ++i) {
        QVERIFY(back.body(back.items()[i]) == bodies[i]);
        QCOMPARE(toNanos(back.items()[i].due), std::int64_t{1234});
        QCOMPARE(back.items()[i].wantsRecommendation, bodies[i].size() % 2 == 0);
    }
    SubmissionBatch none;
    QVERIFY(!m_collector->takeRefused(none));

    diskIsBroken = false;
    submit({eventText("e3", "v", Now - 8000)}); // W must not remember the event that was refused
    QTRY_COMPARE(m_collector->status().accepted, std::uint64_t{2});
    QVERIFY(m_collector->submit(back));
    m_collector->stop();
    const auto found = frames();
    QCOMPARE(found.size(), std::size_t{4});
    QCOMPARE(toMillis(found[1].watermark), Now - 8000);
    QCOMPARE(found[1].sequence.value, std::uint64_t{1});
    QVERIFY(found[2].payload == bodies[0]);
    QVERIFY(m_collector->status().storing);
    QCOMPARE(m_collector->status().received, std::uint64_t{4});
}

void CollectorTest::boundsWhatItHandsBack()
{
    diskIsBroken = true;
    make({.queueBytes = 100});
    m_collector->start();
    auto batch = batchOf({std::string(200, 'x')});
    QVERIFY(m_collector->submit(batch));
    QTRY_COMPARE(m_collector->status().refused, std::uint64_t{1});
    batch = batchOf({"more"});
    QVERIFY(!m_collector->submit(batch)); // nobody has fetched what was handed back
    SubmissionBatch back;
    QVERIFY(m_collector->takeRefused(back));
    QVERIFY(m_collector->submit(batch));
}

void CollectorTest::ticksWhileNothingArrives()
{
    make({.tickEvery = std::chrono::milliseconds(5)});
    m_collector->start();
    QTest::qWait(30);
    QCOMPARE(m_listener->commits.load(), std::uint64_t{0}); // W is unknown
    submit({eventText("e1", "v", Now - 60'000)});
    QTRY_COMPARE(m_collector->status().accepted, std::uint64_t{1});
    const auto commits = m_listener->commits.load();
    m_clock.advance(1000);
    QTRY_COMPARE(m_listener->commits.load(), commits + 1);
    m_clock.advance(1500);
    QTRY_COMPARE(m_listener->commits.load(), commits + 2);
    m_collector->stop();
    const auto found = frames();
    QCOMPARE(found.size(), std::size_t{3});
    QVERIFY(found[1].kind == FrameKind::Tick && found[2].kind == FrameKind::Tick);
    QCOMPARE(toMillis(found[1].watermark), Now - 59'000); // its own time, not today's
    QCOMPARE(toMillis(found[2].watermark), Now - 57'500);
}

void CollectorTest::finishesWhatItTookWhenStopped()
{
    make({.groupBytes = 2000});
    m_collector->start();
    for (int i = 0; i < 500; ++i) submit({eventText("e" + std::to_string(i), "v", Now), "{"});
    m_collector->stop();
    const auto status = m_collector->status();
    QCOMPARE(status.received, std::uint64_t{1000});
    QCOMPARE(status.accepted, std::uint64_t{500});
    QCOMPARE(m_listener->told.load(), std::uint64_t{500});
    QVERIFY(status.groups > 10);
    std::set<std::string_view> payloads;
    for (const auto& frame : frames()) {
        if (frame.kind == FrameKind::Event) payloads.insert(frame.payload);
    }
    QCOMPARE(payloads.size(), std::size_t{500});
    SubmissionBatch late = batchOf({"x"});
    QVERIFY(!m_collector->submit(late));
}

void CollectorTest::handsBackWhatItTookButNeverStarted()
{
    submit({"a", "b"});
    m_collector->stop();
    SubmissionBatch back;
    QVERIFY(m_collector->takeRefused(back));
    QCOMPARE(back.items().size(), std::size_t{2});
}

void CollectorTest::countsAddUpInEveryStatus()
{
    make({.groupBytes = 500});
    m_collector->start();
    std::atomic<bool> wrong{false};
    std::jthread watcher([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            const auto s = m_collector->status();
            if (s.received != s.malformed + s.accepted) wrong = true;
        }
    });
    for (int i = 0; i < 300; ++i) submit({eventText("e" + std::to_string(i), "v", Now), "{", "["});
    m_collector->stop();
    watcher.request_stop();
    watcher.join();
    QVERIFY(!wrong);
    QCOMPARE(m_collector->status().malformed, std::uint64_t{600});
}

void CollectorTest::recyclesBatches()
{
    m_collector->start();
    auto batch = batchOf({eventText("e1", "v", Now)});
    const void* memory = batch.items().data();
    QVERIFY(m_collector->submit(batch));
    QTRY_COMPARE(m_collector->status().accepted, std::uint64_t{1});
    auto second = batchOf({"{"});
    QVERIFY(m_collector->submit(second));
    QVERIFY(second.empty());
    QVERIFY(second.items().data() == memory);
}

QTEST_GUILESS_MAIN(CollectorTest)
#include "collector_test.moc"
