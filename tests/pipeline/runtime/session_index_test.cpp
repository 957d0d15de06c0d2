// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/session_index.h"

#include <QtTest>

#include "pipeline/sessionize/closed_session_reader.h"

using namespace tailrace;
using namespace tailrace::runtime;
using sessionize::ClosedSessionReader;
using sessionize::Session;

namespace {

class RememberedLog final : public LogSink {
public:
    void write(LogLevel, std::string_view, std::string_view text) override
    {
        const std::lock_guard lock(m_mutex);
        m_said += text;
    }
    std::string said() const
    {
        const std::lock_guard lock(m_mutex);
        return m_said;
    }

private:
    mutable std::mutex m_mutex;
    std::string m_said;
};

Session session(std::int64_t first, std::uint32_t events)
{
    Session made{.first = fromMillis(first), .last = fromMillis(first + 1000), .counts = {}, .revision = 3, .closed = true, .eventIds = {}};
    made.counts.events = events;
    return made;
}

} // namespace

// What the workers say of closed sessions can be asked of the disk, while they go on and afterwards.
class SessionIndexTest : public QObject {
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void isThereForReadersAtOnce()
    {
        SessionIndex index({.file = file()}, Logger(m_log, "sessions"));
        index.start();
        const ClosedSessionReader reader(file());
        QTRY_VERIFY(reader.statistics());
        QCOMPARE(reader.statistics()->sessions, std::uint64_t{0});
        index.closed("ann", session(1000, 7), fromMillis(60'000));
        QTRY_COMPARE(reader.statistics()->sessions, std::uint64_t{1}); // without being stopped
        const auto page = reader.ofShopper("ann", 10);
        QVERIFY(page && page->sessions.size() == 1);
        QCOMPARE(page->sessions[0].counts.events, 7U);
        QCOMPARE(toMillis(page->sessions[0].closedAt), std::int64_t{60'000});
    }

    void keepsTheOrderOfWhatItIsTold()
    {
        SessionIndex index({.file = file()}, Logger(m_log, "sessions"));
        index.start();
        index.closed("ann", session(1000, 7), fromMillis(60'000));
        index.gone("ann", fromMillis(1000));
        index.closed("bob", session(1000, 1), fromMillis(60'000));
        index.gone("bob", fromMillis(1000));
        index.closed("bob", session(1000, 2), fromMillis(61'000));
        index.gone("cid", fromMillis(5));
        index.stop();
        const ClosedSessionReader reader(file());
        QVERIFY(reader.ofShopper("ann", 10)->sessions.empty());
        const auto page = reader.ofShopper("bob", 10);
        QCOMPARE(page->sessions.size(), std::size_t{1});
        QCOMPARE(page->sessions[0].counts.events, 2U);
    }

    void forgetsWhatClosedLongAgo()
    {
        SessionIndex index({.file = file(), .retention = std::chrono::minutes(10)}, Logger(m_log, "sessions"));
        index.start();
        index.closed("ann", session(0, 1), fromMillis(60'000));
        index.closed("bob", session(0, 1), fromMillis(60'000 + 11 * 60'000));
        index.stop();
        const ClosedSessionReader reader(file());
        QVERIFY(reader.ofShopper("ann", 10)->sessions.empty());
        QCOMPARE(reader.ofShopper("bob", 10)->sessions.size(), std::size_t{1});
    }

    // The workers go on, and the log says why there is no index.
    void outlivesAFolderThatIsNotThere()
    {
        SessionIndex index({.file = file().parent_path() / "nowhere" / "sessions.sqlite"}, Logger(m_log, "sessions"));
        index.start();
        for (int i = 0; i < 1000; ++i) index.closed("shopper" + std::to_string(i), session(i, 1), fromMillis(60'000));
        index.stop();
        QVERIFY2(m_log.said().find("closed sessions: ") != std::string::npos, m_log.said().c_str());
    }

private:
    std::filesystem::path file() const { return std::filesystem::path(m_folder->path().toStdString()) / "sessions.sqlite"; }

    std::unique_ptr<QTemporaryDir> m_folder;
    RememberedLog m_log;
};

QTEST_GUILESS_MAIN(SessionIndexTest)
#include "session_index_test.moc"
