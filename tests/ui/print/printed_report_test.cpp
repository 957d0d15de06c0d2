// SPDX-License-Identifier: Apache-2.0
#include "ui/print/printed_report.h"

#include <QPainter>
#include <QScrollArea>

#include "pipeline/base/whole_file.h"
#include "pipeline/report/number_format.h"
#include "pipeline/report/run_file.h"
#include "pipeline/report/stage_rows.h"
#include "tests/support/studio_window.h"
#include "ui/chart/number_text.h"
#include "ui/print/preview_dialog.h"

using namespace tailrace;
using namespace tailrace::ui;

// The report on paper says what the run file says.
class PrintedReportTest : public QObject, private test::StudioWindow {
    Q_OBJECT
private slots:
    void initTestCase() { m_record = test::RunRecordBuilder().seconds(30).eventsPerSecond(3000).slowRecommendation(2).build(); }

    void numbersAreTheRunFiles()
    {
        QTemporaryDir folder;
        const auto file = std::filesystem::path(folder.path().toStdString()) / "run.tailrace";
        QVERIFY(report::writeRunFile(file, m_record));
        const auto read = report::readRunFile(file);
        QVERIFY(read.has_value());
        const QString words = PrintedReport(*read, "DejaVu Sans").text();
        const report::Rows rows = report::rowsOf(*read);
        const report::Headline headline = report::headlineOf(rows);
        QVERIFY2(words.startsWith(text(headline.number)), qPrintable(words.left(200)));
        for (const report::Row& row : rows.stages) {
            const QString line = lineOf(words, text(row.title), 11);
            for (const QString& number :
                {text(report::grouped(row.values.count)), digits(row.values.p50), digits(row.values.p99), plain(row.budgetP99)})
                QVERIFY2(line.contains(number), qPrintable(line + " lacks " + number));
        }
        QVERIFY(words.contains(text(report::grouped(read->ledger.accepted)) + " accepted"));
        QVERIFY(words.contains("judged by the budget " + text(read->budget.name)));
    }

    // Words that the report does not have must be missed, or the test above proves nothing.
    void anotherRunHasOtherNumbers()
    {
        const auto other = test::RunRecordBuilder().seconds(30).eventsPerSecond(3000).slowRecommendation(9).build();
        const QString p99 = digits(report::rowsOf(m_record).stages[3].values.p99);
        QVERIFY(lineOf(PrintedReport(m_record, "DejaVu Sans").text(), "Recommendation", 11).contains(p99));
        QVERIFY(!lineOf(PrintedReport(other, "DejaVu Sans").text(), "Recommendation", 11).contains(p99));
    }

    void isAPdfOfSeveralPages()
    {
        PrintedReport report(m_record, "DejaVu Sans");
        QVERIFY(report.pageCount() >= 2 && report.pageCount() < 12);
        const QByteArray bytes = report.pdf();
        QVERIFY(bytes.startsWith("%PDF-"));
        QCOMPARE(bytes.count("/Type /Page\n"), report.pageCount());
    }

    void chartsAreDrawn()
    {
        PrintedReport report(m_record, "DejaVu Sans");
        bool heat = false, stage = false;
        for (int page = 0; page < report.pageCount(); ++page) {
            QImage image(static_cast<int>(PrintedReport::PageWidth), static_cast<int>(PrintedReport::PageHeight), QImage::Format_RGB32);
            image.fill(Qt::white);
            QPainter painter(&image);
            report.paint(painter, page);
            painter.end();
            heat = heat || contains(image, tokensOf(Theme::Light).heat.back());
            stage = stage || contains(image, tokensOf(Theme::Light).stages[3]);
        }
        QVERIFY(stage);
        QVERIFY(heat);
    }

    void previewAndExportByKey()
    {
        open(m_record);
        play(30);
        m_control->enter(test::FakeRunControl::Phase::Done);
        QTRY_COMPARE(m_feed->shown().kind, ShownRun::Kind::Finished);
        QTest::keyClick(m_window.get(), Qt::Key_P, Qt::ControlModifier);
        auto* preview = m_window->findChild<PreviewDialog*>("reportPreview");
        QVERIFY(preview && preview->isVisible());
        QTRY_VERIFY(preview->pageCount() >= 2);
        QTest::keyClick(preview, Qt::Key_Return);
        const QString file = m_folder->filePath("report.pdf");
        QTRY_VERIFY(QFile::exists(file));
        QVERIFY(readWholeFile(file.toStdString())->starts_with("%PDF-"));
        m_window.reset();
    }

private:
    // So many cells from the one that says that.
    static QString lineOf(const QString& words, const QString& first, int cells)
    {
        const QStringList lines = words.split('\n');
        return lines.mid(lines.indexOf(first), cells).join('|');
    }
    static bool contains(const QImage& image, const QColor& colour)
    {
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                if (image.pixel(x, y) == colour.rgb()) return true;
        return false;
    }

    report::RunRecord m_record;
};

QTEST_MAIN(PrintedReportTest)
#include "printed_report_test.moc"
