// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "tests/support/headless_run.h"

using namespace tailrace::test;

// The run file holds all of the run: what is exported from it later equals what the run itself wrote.
class ExportTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!HeadlessRun::hasRedisServer()) QSKIP("redis-server is not installed");
        HeadlessRun run({"run", "--scenario", "steady", "--rate", "1500", "--duration", "2s", "--threshold", "lost==0", "--out", first()});
        QVERIFY2(run.exitCode() == 0, qPrintable(run.out() + run.err()));
    }

    void isTheSameAgain_data()
    {
        QTest::addColumn<QString>("format");
        QTest::addColumn<QStringList>("files");
        QTest::newRow("html") << "html" << QStringList{"report.html"};
        QTest::newRow("md") << "md" << QStringList{"report.md"};
        QTest::newRow("csv") << "csv" << QStringList{"report.csv"};
        QTest::newRow("json") << "json" << QStringList{"report.json"};
        QTest::newRow("hgrm") << "hgrm" << QDir(first()).entryList({"*.hgrm"});
    }
    void isTheSameAgain()
    {
        QFETCH(QString, format);
        QFETCH(QStringList, files);
        const QString again = m_directory.filePath("again-" + format);
        HeadlessRun run({"export", runFile(), "--format", format, "--out", again});
        QVERIFY2(run.exitCode() == 0, qPrintable(run.err()));
        QVERIFY(!files.isEmpty());
        QCOMPARE(QDir(again).entryList(QDir::Files), files);
        for (const QString& file : files) {
            const QByteArray before = contentOf(first() + "/" + file);
            QVERIFY2(!before.isEmpty() && contentOf(again + "/" + file) == before, qPrintable(file));
        }
    }

    void writesAllWithoutAFormat()
    {
        const QString again = m_directory.filePath("all");
        HeadlessRun run({"export", runFile(), "--out", again});
        QCOMPARE(run.exitCode(), 0);
        QCOMPARE(QDir(again).entryList({"report.*", "*.hgrm"}), QDir(first()).entryList({"report.*", "*.hgrm"}));
    }

    void refusesATruncatedRunFile_data()
    {
        QTest::addColumn<double>("share");
        QTest::addColumn<QString>("says");
        QTest::newRow("nothing left") << 0.0 << "is not a Tailrace run file";
        QTest::newRow("less than a header") << 0.0001 << "is not a Tailrace run file";
        QTest::newRow("half") << 0.5 << "is damaged or cut short";
        QTest::newRow("the last page missing") << 0.999 << "is damaged or cut short";
    }
    void refusesATruncatedRunFile()
    {
        QFETCH(double, share);
        QFETCH(QString, says);
        const QString file = m_directory.filePath("cut.tailrace");
        QFile::remove(file);
        QVERIFY(QFile::copy(runFile(), file));
        const auto size = QFileInfo(file).size();
        QVERIFY(QFile::resize(file, static_cast<qint64>(static_cast<double>(size) * share)));
        HeadlessRun run({"export", file, "--out", m_directory.filePath("cut")});
        QCOMPARE(run.exitCode(), 2);
        QVERIFY2(run.err().contains(file) && run.err().contains(says), qPrintable(run.err()));
        QVERIFY(!QFileInfo::exists(m_directory.filePath("cut")));
    }

private:
    QString first() const { return m_directory.filePath("first"); }
    QString runFile() const { return first() + "/run.tailrace"; }

    QTemporaryDir m_directory;
};

QTEST_GUILESS_MAIN(ExportTest)
#include "export_test.moc"
