// SPDX-License-Identifier: Apache-2.0
#include "ui/budget/budget_document.h"

#include <QUndoCommand>
#include <algorithm>

#include "pipeline/base/json_names.h"
#include "pipeline/base/named_thread.h"
#include "ui/chart/number_text.h"

namespace tailrace::ui {

class BudgetDocument::Edit : public QUndoCommand {
public:
    Edit(BudgetDocument& document, const QString& words, telemetry::Budget after)
        : QUndoCommand(words),
          m_document(document),
          m_before(document.m_budget),
          m_after(std::move(after))
    {}

    void undo() override { m_document.take(m_before); }
    void redo() override { m_document.take(m_after); }

private:
    BudgetDocument& m_document;
    telemetry::Budget m_before, m_after;
};

BudgetDocument::BudgetDocument(RunFeed& feed)
    : m_feed(feed),
      m_budget(feed.shown().ownBudget),
      m_shipped(jsonNamesIn(feed.control().resources() / "budgets"))
{
    connect(&feed, &RunFeed::shownChanged, this, &BudgetDocument::followRun);
    // Clean or not changes after the budget itself.
    connect(&m_undo, &QUndoStack::cleanChanged, this, [this] {
        judge();
        Q_EMIT changed();
    });
}

QString BudgetDocument::title() const { return text(m_budget.name) + (isEdited() ? ", edited" : ""); }

void BudgetDocument::change(const QString& words, telemetry::Budget budget)
{
    if (budget != m_budget) m_undo.push(new Edit(*this, words, std::move(budget)));
}

void BudgetDocument::take(const telemetry::Budget& budget)
{
    m_budget = budget;
    m_fault = telemetry::faultOf(m_budget);
    judge();
    Q_EMIT changed();
}

void BudgetDocument::judge()
{
    if (m_fault) return;
    m_feed.judgeBy(isRunsOwn() ? std::nullopt : std::optional(m_budget));
}

void BudgetDocument::begin(telemetry::Budget budget, std::filesystem::path file)
{
    m_file = std::move(file);
    m_budget = std::move(budget);
    m_undo.clear();
    take(m_budget);
}

void BudgetDocument::takeRunsOwn()
{
    m_isOwn = true;
    begin(m_feed.shown().ownBudget, {});
}

// Another run: its own budget, unless another one was chosen. One that was started against a third is judged by that.
void BudgetDocument::followRun()
{
    const ShownRun& shown = m_feed.shown();
    if (shown.ownBudget.lines.empty() || isEdited()) return;
    const bool isStarted = shown.kind == ShownRun::Kind::Live;
    if (m_isOwn || (isStarted && shown.ownBudget != m_budget)) takeRunsOwn();
}

void BudgetDocument::openShipped(const QString& name)
{
    read(m_feed.control().resources() / "budgets" / (name + ".json").toStdString(), {});
}

void BudgetDocument::open(const std::filesystem::path& file) { read(file, file); }

void BudgetDocument::read(const std::filesystem::path& file, const std::filesystem::path& keepAs)
{
    m_thread = namedThread("budget", [this, file, keepAs](const std::stop_token&) {
        auto budget = telemetry::loadBudget(file);
        QMetaObject::invokeMethod(this, [this, keepAs, budget = std::move(budget)] {
            if (!budget) {
                Q_EMIT said("The budget was not opened: " + text(budget.error().context()) + ". What judged before goes on.");
                return;
            }
            m_isOwn = false;
            rememberFile(keepAs);
            begin(*budget, keepAs);
            Q_EMIT said("Judged by the budget " + text(budget->name) + ".");
        });
    });
}

void BudgetDocument::save(const std::filesystem::path& file)
{
    m_thread = namedThread("budget", [this, file, budget = m_budget](const std::stop_token&) {
        const auto result = telemetry::saveBudget(budget, file);
        QMetaObject::invokeMethod(this, [this, file, budget, result] {
            if (!result) {
                Q_EMIT said("The budget was not saved: " + text(result.error().context()) + ". Mend that, or choose another file.");
                Q_EMIT saveEnded(false);
                return;
            }
            m_isOwn = false;
            m_file = file;
            rememberFile(file);
            if (m_budget == budget) m_undo.setClean();
            judge();
            Q_EMIT changed();
            Q_EMIT said("The budget is saved: " + text(file.string()));
            Q_EMIT saveEnded(!isEdited());
        });
    });
}

void BudgetDocument::rememberFile(const std::filesystem::path& file)
{
    if (!file.empty() && std::ranges::find(m_files, file) == m_files.end()) m_files.push_back(file);
}

} // namespace tailrace::ui
