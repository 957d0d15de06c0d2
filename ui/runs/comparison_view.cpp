// SPDX-License-Identifier: Apache-2.0
#include "ui/runs/comparison_view.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QShortcut>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/chart/number_text.h"
#include "ui/chart/table_copy.h"
#include "ui/time/time_view.h"

namespace tailrace::ui {
namespace {

constexpr int ComparisonWidths[] = {150, 90, 80, 90, 90, 80, 90, 80, 200};

// Colours what is slower or faster beyond the noise; the word says it as well.
class MeaningDelegate : public QStyledItemDelegate {
public:
    MeaningDelegate(const Look& look, QObject* parent) : QStyledItemDelegate(parent), m_look(look) {}

    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const auto meaning = static_cast<Difference::Meaning>(index.data(ComparisonModel::MeaningRole).toInt());
        const Tokens& t = m_look.tokens();
        const QColor colour = meaning == Difference::Meaning::Slower ? t.over
            : meaning == Difference::Meaning::Faster                 ? t.within
                                                                     : t.secondary;
        option->palette.setColor(QPalette::Text, colour);
        option->palette.setColor(QPalette::HighlightedText, colour);
    }

private:
    const Look& m_look;
};

QString nameOf(const RunEntry& run)
{
    return run.scenario + ", " + run.startedAt + " UTC, " + clockText(run.durationSeconds) + ", " + count(run.eventsPerSecond) + " ev/s, "
        + text(run.file.parent_path().filename().string());
}

} // namespace

ComparisonView::ComparisonView(const Look& look)
    : m_look(look),
      m_model(new ComparisonModel(this)),
      m_table(new QTableView),
      m_sentence(new QLabel),
      m_runs(new QLabel),
      m_spectrumTitle(new QLabel),
      m_timeTitle(new QLabel),
      m_spectra(new OverlayChart(look, OverlayChart::Across::Percentiles)),
      m_overTime(new OverlayChart(look, OverlayChart::Across::Seconds)),
      m_close(new QPushButton("Back to the list"))
{
    m_sentence->setObjectName("comparisonSentence");
    m_sentence->setWordWrap(true);
    m_runs->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_close->setObjectName("closeComparison");
    m_close->setProperty("kind", "link");
    m_close->setToolTip("Shows all recorded runs again (Escape)");
    makeTable();
    auto* head = new QHBoxLayout;
    head->addWidget(m_sentence, 1);
    head->addWidget(m_close, 0, Qt::AlignTop);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::Tiny);
    layout->addLayout(head);
    layout->addWidget(m_runs);
    layout->addWidget(m_table);
    layout->addLayout(makeCharts(), 1);
    auto* leave = new QShortcut(QKeySequence(Qt::Key_Escape), this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
    connect(leave, &QShortcut::activated, this, &ComparisonView::closeWished);
    connect(m_close, &QPushButton::clicked, this, &ComparisonView::closeWished);
    connect(&m_reader, &OverlayReader::done, this, [this](const std::shared_ptr<const RunOverlay>& overlay) {
        m_overlay = overlay;
        draw();
    });
    connect(&look, &Look::changed, this, &ComparisonView::dress);
    setFocusProxy(m_table);
    dress();
}

void ComparisonView::makeTable()
{
    m_table->setObjectName("comparisonTable");
    m_table->setAccessibleName("Two runs compared");
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(ComparisonModel::Meaning, new MeaningDelegate(m_look, m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    makePlainTable(*m_table);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->horizontalHeader()->setFixedHeight(RowHeight);
    for (int column = 0; column < ComparisonModel::ColumnCount; ++column) m_table->setColumnWidth(column, ComparisonWidths[column]);
    m_table->horizontalHeader()->setStretchLastSection(true);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &ComparisonView::fit);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, &ComparisonView::fit);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ComparisonView::draw);
    fit();
}

void ComparisonView::fit() { m_table->setFixedHeight(RowHeight * (m_model->rowCount() + 1) + 2); }

QLayout* ComparisonView::makeCharts()
{
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(space::Wide);
    grid->setVerticalSpacing(0);
    grid->addWidget(m_spectrumTitle, 0, 0);
    grid->addWidget(m_timeTitle, 0, 1);
    grid->addWidget(m_spectra, 1, 0);
    grid->addWidget(m_overTime, 1, 1);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    grid->setRowStretch(1, 1);
    return grid;
}

void ComparisonView::show(RunComparison comparison, const std::vector<RunEntry>& all)
{
    m_sentence->setText(sentenceOf(comparison));
    const QString others = comparison.equalRuns == 0
        ? "no other run equals one of them"
        : QStringLiteral("the noise comes from %1 more of their like").arg(comparison.equalRuns);
    m_runs->setText("A  " + nameOf(comparison.a) + "\nB  " + nameOf(comparison.b) + "; " + others);
    m_overlay.reset();
    m_reader.read(overlayOf(comparison.a, comparison.b, all));
    m_model->show(std::move(comparison));
    m_table->selectRow(static_cast<int>(TotalLine));
    draw();
    setVisible(true);
    setFocus();
}

void ComparisonView::draw()
{
    const int row = std::clamp(m_table->currentIndex().row(), 0, m_model->rowCount() - 1);
    const auto line = static_cast<std::size_t>(row);
    const QString name = m_model->comparison().nameOf(line);
    OverlayChart::Curves spectra, overTime;
    QString noise = QStringLiteral(u": reading the runs\u2026");
    if (m_overlay) {
        const auto pick = [&](const RunCurves& run) -> const LineCurves& {
            return line < LineCount ? run.lines[line] : run.of(m_model->comparison().groupOf(line));
        };
        // A and B stand for themselves; where they are equal, only the others tell the noise.
        const auto bands = [&](const RunCurves& own, const std::vector<RunCurves>& others, QList<QPointF> LineCurves::*curve) {
            std::vector<const QList<QPointF>*> runs;
            if (!m_overlay->areEqual) runs.push_back(&(pick(own).*curve));
            for (const RunCurves& other : others) runs.push_back(&(pick(other).*curve));
            NoiseBand band = bandOf(runs);
            return band.low.isEmpty() ? std::vector<NoiseBand>() : std::vector{std::move(band)};
        };
        const auto curves = [&](QList<QPointF> LineCurves::*curve) {
            return OverlayChart::Curves{.a = pick(m_overlay->a).*curve,
                .b = pick(m_overlay->b).*curve,
                .ofA = bands(m_overlay->a, m_overlay->likeA, curve),
                .ofB = bands(m_overlay->b, m_overlay->likeB, curve)};
        };
        spectra = curves(&LineCurves::spectrum);
        overTime = curves(&LineCurves::p99);
        noise = spectra.ofA.empty() && spectra.ofB.empty() ? QString(" (no equal runs: the noise is not known)")
                                                           : QString("; band: equal runs");
        if (m_overlay->leftOut > 0) noise += QStringLiteral(", %1 older ones left out").arg(m_overlay->leftOut);
        if (!m_overlay->trouble.isEmpty()) noise = ". A run was not read: " + m_overlay->trouble;
    }
    m_spectrumTitle->setText(name + ", percentiles" + noise);
    m_timeTitle->setText(name + ", P99 over time");
    m_spectra->show(name, std::move(spectra));
    m_overTime->show(name, std::move(overTime));
}

void ComparisonView::dress()
{
    m_sentence->setFont(m_look.type().sentence);
    m_runs->setPalette(m_look.secondaryPalette());
    for (QLabel* title : {m_spectrumTitle, m_timeTitle}) title->setFont(m_look.type().strong);
}

} // namespace tailrace::ui
