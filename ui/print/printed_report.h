// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QTextDocument>
#include <memory>

#include "pipeline/report/run_record.h"
#include "ui/print/report_charts.h"

namespace tailrace::ui {

// The report on pages of A4: the words and tables are those of the Markdown report, so the numbers are the same; the charts are drawn
// between them. Belongs to the thread that makes it, which need not be the GUI's.
class PrintedReport {
public:
    // Pixels at 96 to the inch.
    static constexpr double PageWidth = 794, PageHeight = 1123;

    // `family`: of a font with tabular digits.
    PrintedReport(report::RunRecord record, const QString& family);

    int pageCount() const { return m_document.pageCount(); }
    // Of so many, from 0; the painter's units are pixels of the page.
    void paint(QPainter& painter, int page);
    QString text() const { return m_document.toPlainText(); }
    QByteArray pdf();

private:
    void dressTables();
    void dressHeadings();
    void insertCharts();
    void insertBefore(const QString& heading, std::initializer_list<ReportCharts::Kind> charts);

    report::RunRecord m_record;
    QFont m_font;
    ReportCharts m_charts;
    QTextDocument m_document;
};

} // namespace tailrace::ui
