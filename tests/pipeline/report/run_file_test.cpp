// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/run_file.h"

#include <QtTest/QtTest>

#include <fstream>

#include "pipeline/base/sqlite_file.h"
#include "pipeline/report/report_html.h"
#include "pipeline/report/report_json.h"
#include "pipeline/report/report_reserve.h"
#include "tests/support/run_record_builder.h"

using namespace tailrace;
using namespace tailrace::report;

class RunFileTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void keepsEverything();
    void keepsTextAsItCame();
    void keepsThatThereIsNoSeed();
    void replacesAnOlderFileWhole();
    void leavesNoTemporaryBehind();
    void givesTheReserveBack();
    void refusesANewerVersion();
    void refusesWhatIsNoRunFile_data();
    void refusesWhatIsNoRunFile();
    void refusesATruncatedFile_data();
    void refusesATruncatedFile();
    void refusesAChangedHistogram_data();
    void refusesAChangedHistogram();
    void saysWhereItCannotWrite();

private:
    std::filesystem::path file() const { return std::filesystem::path(m_folder->path().toStdString()) / "run.tailrace"; }
    QString refusal() const;
    void run(const char* sql) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    RunRecord m_record = test::RunRecordBuilder().seconds(12).eventsPerSecond(1500).build();
};

void RunFileTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(m_folder->isValid());
}

QString RunFileTest::refusal() const
{
    const auto record = readRunFile(file());
    return record ? QStringLiteral("accepted") : QString::fromStdString(record.error().message());
}

void RunFileTest::run(const char* sql) const
{
    SqliteFile database(file(), SqliteFile::Mode::Create);
    database.run(sql);
    QVERIFY2(!database.failure(), database.failure() ? database.failure()->words.c_str() : "");
}

void RunFileTest::keepsEverything()
{
    QVERIFY(writeRunFile(file(), m_record));
    const auto read = readRunFile(file());
    QVERIFY2(read.has_value(), qPrintable(refusal()));
    // The page shows every table; what it does not show is compared below.
    QCOMPARE(renderJson(*read), renderJson(m_record));
    QCOMPARE(renderHtml(*read), renderHtml(m_record));
    QCOMPARE(read->seconds.size(), m_record.seconds.size());
    for (std::size_t i = 0; i < read->seconds.size(); ++i) {
        const auto& a = read->seconds[i];
        const auto& b = m_record.seconds[i];
        QCOMPARE(a.queueFill, b.queueFill);
        QCOMPARE(a.lagEvents, b.lagEvents);
        QVERIFY(!b.partitionLag.empty() && a.partitionLag == b.partitionLag);
        QCOMPARE(a.ledger.applied, b.ledger.applied);
        QCOMPARE(a.ledger.inFlight, b.ledger.inFlight);
        QCOMPARE(a.series.entries().size(), b.series.entries().size());
        QCOMPARE(a.series.find("store")->encode(), b.series.find("store")->encode());
    }
    QCOMPARE(read->budget.total.stages, m_record.budget.total.stages);
    QCOMPARE(read->traces.front().stamps.rendered, m_record.traces.front().stamps.rendered);
    QCOMPARE(read->traces.front().slowest, true);
    QVERIFY(m_record.origin && read->origin == m_record.origin);
}

void RunFileTest::keepsThatThereIsNoSeed()
{
    m_record.seed.reset();
    QVERIFY(writeRunFile(file(), m_record));
    const auto read = readRunFile(file());
    QVERIFY(read && !read->seed);
    QVERIFY(renderHtml(*read).find("seed") == std::string::npos);
    m_record.seed = 0;
    QVERIFY(writeRunFile(file(), m_record));
    QCOMPARE(readRunFile(file())->seed.value(), std::uint64_t{0});
}

void RunFileTest::keepsTextAsItCame()
{
    m_record.traces.front().shopper = std::string("x'); DROP TABLE trace; --\0\xFF<b>", 31);
    QVERIFY(writeRunFile(file(), m_record));
    const auto read = readRunFile(file());
    QVERIFY(read);
    QCOMPARE(read->traces.front().shopper, m_record.traces.front().shopper);
}

void RunFileTest::replacesAnOlderFileWhole()
{
    QVERIFY(writeRunFile(file(), m_record));
    RunRecord smaller;
    smaller.scenario = "steady";
    QVERIFY(writeRunFile(file(), smaller));
    const auto read = readRunFile(file());
    QVERIFY(read);
    QCOMPARE(read->scenario, std::string("steady"));
    QVERIFY(read->traces.empty() && read->seconds.empty());
}

void RunFileTest::leavesNoTemporaryBehind()
{
    QVERIFY(writeRunFile(file(), m_record));
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden), QStringList{"run.tailrace"});
}

void RunFileTest::givesTheReserveBack()
{
    QVERIFY(takeReserve(file().parent_path(), 1 << 20));
    QCOMPARE(std::filesystem::file_size(file().parent_path() / ReserveName), std::uintmax_t{1} << 20);
    QVERIFY(writeRunFile(file(), m_record));
    QVERIFY(!std::filesystem::exists(file().parent_path() / ReserveName));
    QVERIFY(!takeReserve(file(), 4096)); // a file is no folder
}

void RunFileTest::refusesANewerVersion()
{
    QVERIFY(writeRunFile(file(), m_record));
    run("PRAGMA user_version=2");
    QVERIFY2(refusal().contains("version 2") && refusal().contains("newer Tailrace") && refusal().contains("run.tailrace"),
        qPrintable(refusal()));
    QCOMPARE(readRunFile(file()).error().code(), ErrorCode::Unsupported);
}

void RunFileTest::refusesWhatIsNoRunFile_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("{\"scenario\": \"steady\"}\n");
    QTest::newRow("long text") << QByteArray(20000, 'x');
}

void RunFileTest::refusesWhatIsNoRunFile()
{
    QFETCH(QByteArray, content);
    std::ofstream(file(), std::ios::binary).write(content.data(), content.size());
    QVERIFY2(refusal().contains("is not a Tailrace run file") && refusal().contains("run.tailrace"), qPrintable(refusal()));
    std::filesystem::remove(file());
    QVERIFY(refusal().contains("is not a file"));
    run("CREATE TABLE other(x)");
    QVERIFY2(refusal().contains("is not a Tailrace run file"), qPrintable(refusal()));
}

void RunFileTest::refusesATruncatedFile_data()
{
    QTest::addColumn<double>("share");
    for (const double share : {0.001, 0.3, 0.7, 0.99, 0.9999}) QTest::addRow("%g", share) << share;
}

void RunFileTest::refusesATruncatedFile()
{
    QFETCH(double, share);
    QVERIFY(writeRunFile(file(), m_record));
    const auto size = static_cast<double>(std::filesystem::file_size(file()));
    std::filesystem::resize_file(file(), static_cast<std::uintmax_t>(size * share));
    QVERIFY2(refusal().contains("damaged or cut short") || refusal().contains("is not a Tailrace run file"), qPrintable(refusal()));
}

void RunFileTest::refusesAChangedHistogram_data()
{
    QTest::addColumn<QByteArray>("change");
    QTest::newRow("of the run") << QByteArray("UPDATE series SET checksum = checksum + 1 WHERE name = 'store'");
    QTest::newRow("of a second") << QByteArray("UPDATE second_series SET checksum = checksum + 1 WHERE name = 'store' AND second = 3");
}

void RunFileTest::refusesAChangedHistogram()
{
    QFETCH(QByteArray, change);
    QVERIFY(writeRunFile(file(), m_record));
    run(change.constData());
    QVERIFY2(refusal().contains("checksum"), qPrintable(refusal()));
    QCOMPARE(readRunFile(file()).error().code(), ErrorCode::Corrupt);
}

void RunFileTest::saysWhereItCannotWrite()
{
    const auto nowhere = file().parent_path() / "missing" / "run.tailrace";
    const auto result = writeRunFile(nowhere, m_record);
    QVERIFY(!result);
    QVERIFY(result.error().message().find(nowhere.string()) != std::string::npos);
}

QTEST_GUILESS_MAIN(RunFileTest)
#include "run_file_test.moc"
