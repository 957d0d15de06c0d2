// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QTextObjectInterface>
#include <vector>

#include "pipeline/report/stage_rows.h"
#include "pipeline/report/svg_scale.h"
#include "ui/look/tokens.h"
#include "ui/run/second_point.h"

namespace tailrace::ui {

// The report's charts on paper, as objects of its text: drawn with the painter of the page, so that they stay sharp. Belongs to the
// thread that lays out the text.
class ReportCharts : public QObject, public QTextObjectInterface {
    Q_OBJECT
    Q_INTERFACES(QTextObjectInterface)
public:
    enum class Kind { BudgetBar, Timeline, Spectra, HeatMaps };
    static constexpr int ObjectType = QTextFormat::UserObject + 1;
    static constexpr int KindProperty = QTextFormat::UserProperty + 1;

    ReportCharts(const report::RunRecord& record, double width, const QFont& font);

    QSizeF intrinsicSize(QTextDocument* document, int position, const QTextFormat& format) override;
    void drawObject(QPainter* painter, const QRectF& box, QTextDocument* document, int position, const QTextFormat& format) override;

private:
    QRectF belowTitle(QPainter& painter, const QRectF& box, const QString& title) const;
    void paintBudgetBar(QPainter& painter, const QRectF& box) const;
    void paintTimeline(QPainter& painter, const QRectF& box) const;
    void paintSpectra(QPainter& painter, const QRectF& box) const;
    void paintHeatMaps(QPainter& painter, const QRectF& box) const;
    void paintHeatMap(QPainter& painter, const QRectF& box, std::size_t line) const;
    void paintDecades(QPainter& painter, const QRectF& plot, const report::LogScale& scale) const;
    double budgetMs() const; // of the total; 0: none

    const report::RunRecord& m_record;
    const Tokens& m_tokens;
    report::Rows m_rows;
    std::vector<SecondPoint> m_seconds;
    double m_width;
    QFont m_font;
};

} // namespace tailrace::ui
