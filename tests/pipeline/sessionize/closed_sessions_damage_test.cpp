// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <csignal>
#include <fstream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pipeline/base/whole_file.h"
#include "tests/pipeline/sessionize/closed_session_folder.h"

using namespace tailrace;
using namespace tailrace::sessionize;
using test::closedSession;
using test::ClosedSessionFolder;

// The index is rebuilt from the journal, so a file that is torn, damaged or not ours is begun anew, and that is said.
class ClosedSessionsDamageTest : public QObject {
    Q_OBJECT

private slots:
    void beginsAnewWhateverTheFileWasCutTo();
    void beginsAnewOverDamagedPages();
    void beginsAnewOverAnotherFile();
    void keepsWholeCommitsOfATornLog();
    void keepsItsCommitsWhenKilled();
    void noticesDamageWhileItRuns();
    void saysWhenThereIsNoFolder();
    void keepsChangesWhileTheDiskIsFull();
    void beginsAnewAfterChangesWereDropped();
};

namespace {

void write(const std::filesystem::path& file, std::string_view bytes) { std::ofstream(file, std::ios::binary) << bytes; }

void removeLog(const std::filesystem::path& file)
{
    for (const char* part : {"-wal", "-shm"}) std::filesystem::remove(file.string() + part);
}

// A closed file with 500 sessions, `count` a commit.
void fill(const ClosedSessionFolder& folder, int count = 500)
{
    auto index = folder.writer();
    for (int i = 0; i < 500; ++i) {
        index.add("shopper " + std::to_string(i), closedSession(i, i + 5, 1), fromMillis(1000 + i));
        if ((i + 1) % count == 0 && !index.commit()) qFatal("cannot write");
    }
}

// What a new writer says of the file, and whether reading and writing work after it.
std::string noticeOf(const ClosedSessionFolder& folder)
{
    auto index = folder.writer();
    index.add("new", closedSession(1, 2, 1), fromMillis(9000));
    if (const auto done = index.commit(); !done) return "failed: " + done.error().message();
    if (folder.ofShopper("new") != "[1,2]x1@9000 ") return "unreadable: " + folder.ofShopper("new");
    const auto statistics = folder.reader().statistics();
    if (!statistics) return statistics.error().message();
    const std::string notice = index.takeNotice();
    if (notice.empty() != (index.counters().restarts == 0)) return "restarted and did not say so";
    if (statistics->sessions != (notice.empty() ? 501 : 1)) return "holds " + std::to_string(statistics->sessions) + " sessions: " + notice;
    return notice;
}

bool says(const std::string& notice, const char* words)
{
    return notice.starts_with("the index of closed sessions begins anew") && notice.find(words) != std::string::npos;
}

} // namespace

void ClosedSessionsDamageTest::beginsAnewWhateverTheFileWasCutTo()
{
    ClosedSessionFolder folder;
    fill(folder);
    const std::string whole = *readWholeFile(folder.file());
    QVERIFY(whole.size() > 10 * 4096);
    QCOMPARE(noticeOf(folder), std::string()); // not cut
    for (std::size_t size = 1; size < whole.size(); size += size < 200 ? 66 : 3999) {
        removeLog(folder.file());
        write(folder.file(), std::string_view(whole).substr(0, size));
        const std::string notice = noticeOf(folder);
        QVERIFY2(says(notice, "closed.sqlite"), (std::to_string(size) + ": " + notice).c_str());
    }
}

void ClosedSessionsDamageTest::beginsAnewOverDamagedPages()
{
    ClosedSessionFolder folder;
    fill(folder);
    const std::string whole = *readWholeFile(folder.file());
    for (std::size_t page = 0; page < whole.size() / 4096; ++page) {
        std::string damaged = whole;
        damaged.replace(page * 4096, 4096, std::string(4096, '\xA5'));
        removeLog(folder.file());
        write(folder.file(), damaged);
        const std::string notice = noticeOf(folder);
        QVERIFY2(says(notice, "closed.sqlite"), (std::to_string(page) + ": " + notice).c_str());
    }
}

void ClosedSessionsDamageTest::beginsAnewOverAnotherFile()
{
    ClosedSessionFolder folder;
    write(folder.file(), std::string(10'000, 'x'));
    QVERIFY(folder.reader().statistics().error().code() == ErrorCode::Corrupt);
    QVERIFY(says(noticeOf(folder), "not a database"));

    removeLog(folder.file());
    std::filesystem::remove(folder.file());
    SqliteFile(folder.file(), SqliteFile::Mode::Create).run("CREATE TABLE other(a)");
    QVERIFY(folder.reader().statistics().error().code() == ErrorCode::Unsupported);
    QVERIFY(says(noticeOf(folder), "not an index of closed sessions"));

    SqliteFile(folder.file(), SqliteFile::Mode::Create).run("PRAGMA user_version=99");
    QVERIFY(folder.reader().statistics().error().code() == ErrorCode::Unsupported);
    QVERIFY(says(noticeOf(folder), "version 99"));
}

void ClosedSessionsDamageTest::keepsWholeCommitsOfATornLog()
{
    ClosedSessionFolder source;
    auto index = source.writer();
    QVERIFY(index.commit());
    for (int i = 0; i < 50; ++i) {
        for (int k = 0; k < 10; ++k) index.add(std::to_string(i * 10 + k), closedSession(i, i, 1), fromMillis(i));
        QVERIFY(index.commit());
    }
    const std::string main = *readWholeFile(source.file()), log = *readWholeFile(source.file().string() + "-wal");
    QVERIFY(log.size() > 100'000);
    std::uint64_t most = 0;
    for (std::size_t size = 0; size <= log.size(); size += 7001) {
        ClosedSessionFolder torn;
        write(torn.file(), main);
        write(torn.file().string() + "-wal", std::string_view(log).substr(0, size));
        auto writer = torn.writer();
        QVERIFY(writer.commit());
        const auto statistics = torn.reader().statistics();
        QVERIFY(statistics.has_value());
        if (size > 200'000) QCOMPARE(writer.takeNotice(), std::string()); // the schema is whole by then
        QCOMPARE(statistics->sessions % 10, std::uint64_t(0));
        QVERIFY(statistics->sessions >= most);
        most = statistics->sessions;
    }
    QVERIFY(most > 400);
}

void ClosedSessionsDamageTest::keepsItsCommitsWhenKilled()
{
    ClosedSessionFolder folder;
    const pid_t child = fork();
    if (child == 0) {
        fill(folder, 100);
        kill(getpid(), SIGKILL);
    }
    int status = 0;
    QVERIFY(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
    QCOMPARE(noticeOf(folder), std::string());
}

void ClosedSessionsDamageTest::noticesDamageWhileItRuns()
{
    ClosedSessionFolder folder;
    auto index = folder.writer();
    // More than its log and its cache hold.
    for (int i = 0; i < 80'000; ++i) index.add("shopper " + std::to_string(i), closedSession(i, i, 1), fromMillis(i));
    QVERIFY(index.commit());
    write(folder.file(), std::string(std::filesystem::file_size(folder.file()), 'x'));
    for (int i = 0; i < 80'000 && index.counters().restarts == 0; i += 100) {
        index.erase("shopper " + std::to_string(i), fromMillis(i));
        QVERIFY(index.commit());
    }
    QCOMPARE(index.counters().restarts, std::uint64_t(1));
    QVERIFY(!index.takeNotice().empty());
    index.add("new", closedSession(1, 2, 1), fromMillis(3));
    QVERIFY(index.commit());
    QCOMPARE(folder.ofShopper("new"), std::string("[1,2]x1@3 "));
}

void ClosedSessionsDamageTest::saysWhenThereIsNoFolder()
{
    ClosedSessionFolder folder;
    auto options = folder.options();
    options.file = folder.file().parent_path() / "later" / "closed.sqlite";
    ClosedSessions index(options);
    index.add("a", closedSession(1, 2, 1), fromMillis(3));
    const auto done = index.commit();
    QVERIFY(!done && done.error().code() == ErrorCode::Io);
    QCOMPARE(index.takeNotice(), done.error().message());
    std::filesystem::create_directory(options.file.parent_path());
    QVERIFY(index.commit());
    QVERIFY(index.takeNotice().empty() && index.counters().added == 1 && index.counters().failedCommits == 1);
}

namespace {

// While it lives, no file grows beyond `bytes`.
class SmallDisk {
public:
    explicit SmallDisk(rlim_t bytes)
    {
        signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit small{.rlim_cur = bytes, .rlim_max = m_before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &small);
    }
    ~SmallDisk() { setrlimit(RLIMIT_FSIZE, &m_before); }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

private:
    rlimit m_before{};
};

} // namespace

void ClosedSessionsDamageTest::keepsChangesWhileTheDiskIsFull()
{
    ClosedSessionFolder folder;
    auto index = folder.writer();
    index.add("before", closedSession(1, 2, 1), fromMillis(3));
    QVERIFY(index.commit());
    {
        const SmallDisk disk(65'536);
        for (int i = 0; i < 4000; ++i) index.add("s" + std::to_string(i), closedSession(i, i, 1), fromMillis(i));
        index.erase("before", fromMillis(1));
        QVERIFY(!index.commit());
        QVERIFY(!index.takeNotice().empty());
    }
    QCOMPARE(folder.ofShopper("before"), std::string("[1,2]x1@3 "));
    QVERIFY(index.commit());
    QCOMPARE(folder.reader().statistics()->sessions, std::uint64_t(4000));
    QVERIFY(index.counters().restarts == 0 && index.counters().added == 4001);
}

void ClosedSessionsDamageTest::beginsAnewAfterChangesWereDropped()
{
    ClosedSessionFolder folder;
    auto options = folder.options();
    options.batch = 500;
    ClosedSessions index(options);
    index.add("before", closedSession(1, 2, 1), fromMillis(3));
    QVERIFY(index.commit());
    {
        const SmallDisk disk(65'536);
        index.erase("before", fromMillis(1)); // this is lost
        for (int i = 0; i < 8100; ++i) index.add("s" + std::to_string(i), closedSession(i, i, 1), fromMillis(i));
    }
    QVERIFY(index.counters().dropped > 0);
    QVERIFY(says(index.takeNotice(), "changes were lost"));
    index.add("after", closedSession(1, 2, 1), fromMillis(3));
    QVERIFY(index.commit());
    QCOMPARE(folder.ofShopper("before"), std::string());
    QCOMPARE(folder.ofShopper("after"), std::string("[1,2]x1@3 "));
}

QTEST_GUILESS_MAIN(ClosedSessionsDamageTest)
#include "closed_sessions_damage_test.moc"
