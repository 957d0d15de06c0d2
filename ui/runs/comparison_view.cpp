// SPDX-License-Identifier: Apache-2.0
#include "ui/runs/comparison_view.h"

#include <QHeaderView>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

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
      m_runs(new QLabel)
{
    m_sentence->setObjectName("comparisonSentence");
    m_sentence->setWordWrap(true);
    m_runs->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_table->setObjectName("comparisonTable");
    m_table->setAccessibleName("Two runs compared");
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(ComparisonModel::Meaning, new MeaningDelegate(look, m_table));
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    makePlainTable(*m_table);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (int column = 0; column < ComparisonModel::ColumnCount; ++column) m_table->setColumnWidth(column, ComparisonWidths[column]);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->setFixedHeight(RowHeight * (static_cast<int>(LineCount) + 1) + space::Small);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::Tiny);
    layout->addWidget(m_sentence);
    layout->addWidget(m_runs);
    layout->addWidget(m_table);
    connect(&look, &Look::changed, this, &ComparisonView::dress);
    dress();
}

void ComparisonView::show(RunComparison comparison)
{
    m_sentence->setText(sentenceOf(comparison));
    const QString others = comparison.equalRuns == 0
        ? "no other run equals one of them"
        : QStringLiteral("the noise comes from %1 more of their like").arg(comparison.equalRuns);
    m_runs->setText("A  " + nameOf(comparison.a) + "\nB  " + nameOf(comparison.b) + "; " + others);
    m_model->show(std::move(comparison));
    setVisible(true);
}

void ComparisonView::dress()
{
    m_sentence->setFont(m_look.type().sentence);
    m_runs->setPalette(m_look.secondaryPalette());
}

} // namespace tailrace::ui
