// SPDX-License-Identifier: Apache-2.0
#include "ui/print/printed_report.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QPainter>
#include <QPdfWriter>
#include <QTextBlock>
#include <QTextFrame>
#include <QTextTable>

#include "pipeline/report/report_markdown.h"
#include "ui/chart/number_text.h"

namespace tailrace::ui {
namespace {

constexpr double Margin = 48;
constexpr double TextWidth = PrintedReport::PageWidth - 2 * Margin, TextHeight = PrintedReport::PageHeight - 2 * Margin;
constexpr int BodyPixels = 12, TablePixels = 10, ChartPixels = 10;

QFont sizedFont(const QString& family, int pixels)
{
    QFont font(family);
    font.setPixelSize(pixels);
    font.setHintingPreference(QFont::PreferNoHinting); // the same widths on screen and on paper
    return font;
}

} // namespace

PrintedReport::PrintedReport(report::RunRecord record, const QString& family)
    : m_record(std::move(record)),
      m_font(sizedFont(family, BodyPixels)),
      m_charts(m_record, TextWidth, sizedFont(family, ChartPixels))
{
    m_document.setDefaultFont(m_font);
    m_document.setDocumentMargin(0);
    m_document.setMarkdown(ui::text(report::renderMarkdown(m_record)), QTextDocument::MarkdownDialectGitHub);
    m_document.documentLayout()->registerHandler(ReportCharts::ObjectType, &m_charts);
    dressTables();
    dressHeadings();
    insertCharts();
    m_document.setPageSize({TextWidth, TextHeight});
}

void PrintedReport::dressHeadings()
{
    for (QTextBlock block = m_document.begin(); block.isValid(); block = block.next()) {
        const int level = block.blockFormat().headingLevel();
        QTextCursor cursor(block);
        cursor.select(QTextCursor::BlockUnderCursor);
        if (level > 0) {
            QTextCharFormat format;
            format.setFont(sizedFont(m_font.family(), level == 1 ? 24 : 15));
            format.setFontWeight(level == 1 ? QFont::Normal : QFont::DemiBold);
            cursor.mergeCharFormat(format);
        }
        if (cursor.currentTable()) continue;
        QTextBlockFormat space = block.blockFormat();
        space.setTopMargin(level == 1 ? 0 : level == 2 ? 16 : 4);
        space.setBottomMargin(4);
        if (level > 0) space.setPageBreakPolicy(QTextFormat::PageBreak_Auto);
        QTextCursor(block).setBlockFormat(space);
    }
}

void PrintedReport::dressTables()
{
    for (QTextFrame* frame : m_document.rootFrame()->childFrames()) {
        auto* table = qobject_cast<QTextTable*>(frame);
        if (!table) continue;
        QTextTableFormat format = table->format();
        format.setWidth(QTextLength(QTextLength::PercentageLength, 100));
        format.setBorder(0.5);
        format.setBorderCollapse(true);
        format.setBorderBrush(tokensOf(Theme::Light).hairline);
        format.setCellPadding(2);
        format.setHeaderRowCount(1);
        table->setFormat(format);
        for (int column = 0; table->rows() > 1 && column < table->columns(); ++column) { // heads stand over their numbers
            QTextBlockFormat aligned;
            aligned.setAlignment(table->cellAt(1, column).firstCursorPosition().blockFormat().alignment());
            table->cellAt(0, column).firstCursorPosition().mergeBlockFormat(aligned);
        }
        QTextCharFormat small;
        small.setFont(sizedFont(m_font.family(), TablePixels), QTextCharFormat::FontPropertiesSpecifiedOnly);
        QTextCursor cursor = table->firstCursorPosition();
        cursor.setPosition(table->lastCursorPosition().position(), QTextCursor::KeepAnchor);
        cursor.mergeCharFormat(small);
    }
}

void PrintedReport::insertCharts()
{
    using Kind = ReportCharts::Kind;
    insertBefore("Budget", {Kind::BudgetBar});
    insertBefore("Ledger", {Kind::Timeline, Kind::Spectra, Kind::HeatMaps});
}

void PrintedReport::insertBefore(const QString& heading, std::initializer_list<ReportCharts::Kind> charts)
{
    QTextBlock before = m_document.begin();
    while (before.isValid() && (before.blockFormat().headingLevel() != 2 || before.text() != heading)) before = before.next();
    if (!before.isValid()) return;
    const QTextBlockFormat headingFormat = before.blockFormat();
    const QTextCharFormat headingFont = before.charFormat();
    QTextCursor cursor(before);
    for (const auto kind : charts) {
        cursor.insertBlock(headingFormat, headingFont);
        cursor.movePosition(QTextCursor::PreviousBlock);
        cursor.setBlockFormat({});
        QTextCharFormat object;
        object.setObjectType(ReportCharts::ObjectType);
        object.setProperty(ReportCharts::KindProperty, static_cast<int>(kind));
        cursor.insertText(QString(QChar::ObjectReplacementCharacter), object);
        cursor.movePosition(QTextCursor::NextBlock);
    }
}

void PrintedReport::paint(QPainter& painter, int page)
{
    const Tokens& t = tokensOf(Theme::Light);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(Margin, Margin - page * TextHeight);
    const QRectF shown(0, page * TextHeight, TextWidth, TextHeight);
    painter.setClipRect(shown);
    QAbstractTextDocumentLayout::PaintContext context;
    context.clip = shown;
    context.palette.setColor(QPalette::Text, t.text);
    m_document.documentLayout()->draw(&painter, context);
    painter.restore();
    painter.setFont(sizedFont(m_font.family(), ChartPixels));
    painter.setPen(t.secondary);
    const QRectF foot(Margin, PageHeight - Margin + 12, TextWidth, 16);
    painter.drawText(foot, Qt::AlignLeft | Qt::AlignVCenter,
        "Tailrace, " + ui::text(m_record.scenario) + ", " + ui::text(m_record.startedAt));
    painter.drawText(foot, Qt::AlignRight | Qt::AlignVCenter, QStringLiteral("page %1 of %2").arg(page + 1).arg(pageCount()));
}

QByteArray PrintedReport::pdf()
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    {
        QPdfWriter writer(&buffer);
        writer.setTitle("Tailrace: " + ui::text(m_record.scenario));
        writer.setCreator("Tailrace");
        writer.setPageSize(QPageSize(QPageSize::A4));
        writer.setPageMargins({});
        constexpr int Resolution = 1200;
        writer.setResolution(Resolution);
        QPainter painter(&writer);
        painter.scale(writer.width() / PageWidth, writer.height() / PageHeight);
        for (int page = 0; page < pageCount(); ++page) {
            if (page > 0) writer.newPage();
            paint(painter, page);
        }
    }
    return bytes;
}

} // namespace tailrace::ui
