// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/export.h"

#include <QtTest/QtTest>

#include "pipeline/base/whole_file.h"
#include "pipeline/report/run_file.h"
#include "tests/support/run_record_builder.h"
#include "tests/support/shipped_budget.h"

using namespace tailrace;
using namespace tailrace::report;

class ExportTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init();
    void writesEveryFormat();
    void writesOnlyWhatIsAsked();
    void givesEachGroupAFileOfItsPercentiles();
    void givesTheSameFromTheRunFile();
    void namesTheFormats();
    void keepsTheOldFileWhenItCannotWrite();
    void saysWhichFolderItCannotMake();

private:
    std::filesystem::path folder() const { return std::filesystem::path(m_folder->path().toStdString()) / "out"; }
    static QByteArray read(const std::filesystem::path& file)
    {
        QFile in(QString::fromStdString(file.string()));
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    const RunRecord m_record = test::RunRecordBuilder().seconds(11).build();
    const std::vector<Format> m_all{AllFormats.begin(), AllFormats.end()};
};

void ExportTest::init() { m_folder = std::make_unique<QTemporaryDir>(); }

void ExportTest::writesEveryFormat()
{
    const auto files = exportRun(m_record, folder(), m_all);
    QVERIFY(files);
    QStringList names;
    for (const auto& file : *files) {
        QVERIFY(!read(file).isEmpty());
        names << QString::fromStdString(file.filename().string());
    }
    QCOMPARE(names,
        (QStringList{"report.html", "report.md", "report.csv", "report.json", "collect.hgrm", "sessionize.hgrm", "store.hgrm",
            "recommend.hgrm", "experience.hgrm", "collect.request.hgrm", "sessionize.request.hgrm", "store.request.hgrm", "freshness.hgrm",
            "total.hgrm", "hiccup.hgrm", "generator.lateness.hgrm", "freshness.uncorrected.hgrm", "total.uncorrected.hgrm"}));
    const QDir out(QString::fromStdString(folder().string()));
    QCOMPARE(out.entryList(QDir::Files | QDir::Hidden).size(), names.size());
}

void ExportTest::writesOnlyWhatIsAsked()
{
    const auto files = exportRun(m_record, folder(), {Format::Csv});
    QVERIFY(files);
    QCOMPARE(files->size(), std::size_t{1});
    QVERIFY(!std::filesystem::exists(folder() / "report.html"));
}

void ExportTest::givesEachGroupAFileOfItsPercentiles()
{
    const auto record = test::RunRecordBuilder().seconds(11).against(test::shippedBudget("bidding")).build();
    QVERIFY(exportRun(record, folder(), {Format::Hgrm}));
    for (const char* name : {"group.process.hgrm", "group.govern.hgrm"}) QVERIFY2(!read(folder() / name).isEmpty(), name);
    QVERIFY(!std::filesystem::exists(folder() / "group.connect.hgrm")); // one stage: collect.hgrm
}

void ExportTest::givesTheSameFromTheRunFile()
{
    const auto direct = exportRun(m_record, folder(), m_all);
    QVERIFY(direct);
    QVERIFY(writeRunFile(folder() / "run.tailrace", m_record));
    const auto read2 = readRunFile(folder() / "run.tailrace");
    QVERIFY(read2);
    const auto again = exportRun(*read2, folder() / "again", m_all);
    QVERIFY(again);
    QCOMPARE(again->size(), direct->size());
    for (std::size_t i = 0; i < direct->size(); ++i) QCOMPARE(read((*again)[i]), read((*direct)[i]));
}

void ExportTest::namesTheFormats()
{
    QVERIFY(*parseFormat("md") == Format::Markdown);
    const auto unknown = parseFormat("pdf");
    QVERIFY(!unknown);
    QVERIFY(unknown.error().message().find("html, md, csv, json or hgrm") != std::string::npos);
}

void ExportTest::keepsTheOldFileWhenItCannotWrite()
{
    std::filesystem::create_directories(folder());
    const auto file = folder() / "report.md";
    QVERIFY(replaceFile(file, "old"));
    // A folder in the temporary's place stops the write before anything is replaced, also for root.
    std::filesystem::create_directory(temporaryBeside(file));
    const auto result = exportRun(m_record, folder(), {Format::Markdown});
    QVERIFY(!result);
    QVERIFY(result.error().message().find(file.string()) != std::string::npos);
    QVERIFY(result.error().message().find("--out") != std::string::npos);
    QCOMPARE(read(file), QByteArray("old"));
}

void ExportTest::saysWhichFolderItCannotMake()
{
    std::filesystem::create_directories(folder());
    QVERIFY(replaceFile(folder() / "taken", "x"));
    const auto files = exportRun(m_record, folder() / "taken" / "out", m_all);
    QVERIFY(!files);
    QVERIFY(files.error().message().find("taken/out") != std::string::npos);
}

QTEST_GUILESS_MAIN(ExportTest)
#include "export_test.moc"
