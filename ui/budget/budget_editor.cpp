// SPDX-License-Identifier: Apache-2.0
#include "ui/budget/budget_editor.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QShortcut>
#include <QStyledItemDelegate>

#include "ui/chart/number_text.h"
#include "ui/chart/table_copy.h"

namespace tailrace::ui {
namespace {

constexpr int LineWidths[] = {250, 150, 92, 92, 70, 86, 70, 92, 92, 140};

// The cell that keeps the budget from judging has a frame; the words below the table say why.
class FaultDelegate : public QStyledItemDelegate {
public:
    FaultDelegate(const Look& look, QObject* parent) : QStyledItemDelegate(parent), m_look(look) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        if (!index.data(BudgetLinesModel::FaultRole).toBool()) return;
        painter->setPen(QPen(m_look.tokens().over, 2));
        painter->setBrush(Qt::NoBrush);
        painter->drawRect(QRectF(option.rect).adjusted(1, 1, -1, -1));
    }

private:
    const Look& m_look;
};

QPushButton* linkButton(const char* name, const QString& words, const QString& tip)
{
    auto* made = new QPushButton(words);
    made->setObjectName(name);
    made->setProperty("kind", "link");
    made->setToolTip(tip);
    made->setAccessibleDescription(tip);
    return made;
}

} // namespace

BudgetEditor::BudgetEditor(BudgetDocument& document, const Look& look)
    : m_document(document),
      m_look(look),
      m_model(new BudgetLinesModel(document, this)),
      m_table(new QTableView),
      m_name(new QLineEdit),
      m_add(linkButton("addLine", "Add a line", "A stage or a group of stages more, with an owner of its own")),
      m_remove(linkButton("removeLine", "Remove the line", "Nobody answers for its stages then (Delete)")),
      m_undo(linkButton("undoBudget", "Undo", "Takes the last change back (Ctrl+Z)")),
      m_redo(linkButton("redoBudget", "Redo", "Makes it again (Ctrl+Shift+Z)")),
      m_words(new QLabel)
{
    setObjectName("budgetEditor");
    makeTable();
    m_words->setObjectName("budgetWords");
    m_words->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::Tiny);
    layout->addLayout(makeHead());
    layout->addWidget(m_table, 1);
    setFocusProxy(m_table);
    connect(&document, &BudgetDocument::changed, this, [this] {
        m_refused.clear();
        renew();
    });
    connect(m_model, &BudgetLinesModel::refused, this, [this](const QString& words) {
        m_refused = words;
        renew();
    });
    connect(&look, &Look::changed, this, &BudgetEditor::renew);
    m_words->setFont(look.type().small);
    renew();
}

QLayout* BudgetEditor::makeHead()
{
    m_name->setObjectName("budgetName");
    m_name->setAccessibleName("Name of the budget");
    m_name->setFixedWidth(200);
    connect(m_name, &QLineEdit::editingFinished, this, [this] {
        telemetry::Budget budget = m_document.budget();
        budget.name = m_name->text().trimmed().toStdString();
        m_document.change("name of the budget", std::move(budget));
    });
    auto* label = new QLabel("Name");
    label->setBuddy(m_name);
    connect(m_add, &QPushButton::clicked, m_model, &BudgetLinesModel::addLine);
    connect(m_remove, &QPushButton::clicked, this, [this] { m_model->removeLine(m_table->currentIndex().row()); });
    connect(m_undo, &QPushButton::clicked, &m_document.undo(), &QUndoStack::undo);
    connect(m_redo, &QPushButton::clicked, &m_document.undo(), &QUndoStack::redo);
    auto* row = new QHBoxLayout;
    row->addWidget(label);
    row->addWidget(m_name);
    for (QPushButton* one : {m_add, m_remove, m_undo, m_redo}) row->addWidget(one);
    row->addSpacing(space::Medium);
    row->addWidget(m_words, 1);
    return row;
}

void BudgetEditor::makeTable()
{
    m_table->setObjectName("budgetLines");
    m_table->setAccessibleName("Lines of the budget");
    m_table->setModel(m_model);
    m_table->setItemDelegate(new FaultDelegate(m_look, m_table));
    m_table->setEditTriggers(QAbstractItemView::EditKeyPressed | QAbstractItemView::DoubleClicked);
    makePlainTable(*m_table);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (int column = 0; column < BudgetLinesModel::ColumnCount; ++column) m_table->setColumnWidth(column, LineWidths[column]);
    m_table->horizontalHeader()->setFixedHeight(RowHeight);
    m_table->horizontalHeader()->setStretchLastSection(true);
    for (const auto key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto* type = new QShortcut(QKeySequence(key), m_table, nullptr, nullptr, Qt::WidgetShortcut);
        connect(type, &QShortcut::activated, this, &BudgetEditor::startTyping);
    }
    auto* remove = new QShortcut(QKeySequence(Qt::Key_Delete), m_table, nullptr, nullptr, Qt::WidgetShortcut);
    connect(remove, &QShortcut::activated, m_remove, &QPushButton::click);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &BudgetEditor::renew);
}

void BudgetEditor::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!m_table->currentIndex().isValid() || m_table->currentIndex().row() >= m_model->lines())
        m_table->setCurrentIndex(m_model->index(0, BudgetLinesModel::P99));
}

void BudgetEditor::startTyping()
{
    const QModelIndex current = m_table->currentIndex();
    if (m_model->flags(current) & Qt::ItemIsEditable) m_table->edit(current);
}

void BudgetEditor::renew()
{
    if (!m_name->hasFocus()) m_name->setText(text(m_document.budget().name));
    const QUndoStack& undo = m_document.undo();
    m_undo->setEnabled(undo.canUndo());
    m_undo->setToolTip(undo.canUndo() ? "Takes back: " + undo.undoText() + " (Ctrl+Z)" : "Nothing to take back (Ctrl+Z)");
    m_redo->setEnabled(undo.canRedo());
    m_remove->setEnabled(m_table->currentIndex().isValid() && m_table->currentIndex().row() < m_model->lines());
    const QString fault = m_model->faultWords();
    if (!m_refused.isEmpty())
        m_words->setText(QStringLiteral(u"\u25B2 ") + m_refused + ". Nothing was changed.");
    else if (!fault.isEmpty())
        m_words->setText(QStringLiteral(u"\u25B2 ") + fault + ". Until that is mended, the last budget that made sense judges.");
    else
        m_words->setText(
            "Enter or F2 types, Space gives a stage to a line. Every change judges at once, on all pages;\nno file changes until you save.");
    QPalette colours = m_look.secondaryPalette();
    if (!m_refused.isEmpty() || !fault.isEmpty()) colours.setColor(QPalette::WindowText, m_look.tokens().over);
    m_words->setPalette(colours);
}

} // namespace tailrace::ui
