// SPDX-License-Identifier: Apache-2.0
#include "ui/budget/budget_menu.h"

#include <QFileDialog>
#include <QMenu>
#include <QMessageBox>
#include <QStandardPaths>
#include <utility>

#include "ui/chart/number_text.h"

namespace tailrace::ui {
namespace {

constexpr const char* BudgetFiles = "Budgets (*.json)";

} // namespace

BudgetMenu::BudgetMenu(BudgetDocument& document, RunFeed& feed) : m_document(document), m_feed(feed)
{
    setObjectName("budgetMenu");
    setProperty("kind", "link");
    setToolTip("Which budget judges this run; choose, open or save one");
    m_own = command("Judge by the run's own budget", {}, [this] {
        if (!m_document.isRunsOwn()) leave([this] { m_document.takeRunsOwn(); });
    });
    for (const std::string& name : document.shipped())
        command("Judge by the budget " + ui::text(name), {},
            [this, name = ui::text(name)] { leave([this, name] { m_document.openShipped(name); }); });
    command(QStringLiteral(u"Open a budget\u2026"), {}, [this] { leave([this] { open(); }); });
    command("Save the budget", QKeySequence::Save, [this] { save(); });
    command(QStringLiteral(u"Save the budget as\u2026"), QKeySequence("Ctrl+Shift+S"), [this] { saveAs(); });
    setMenu(new QMenu(this));
    connect(menu(), &QMenu::aboutToShow, this, &BudgetMenu::fill);
    connect(&document, &BudgetDocument::changed, this, &BudgetMenu::renew);
    connect(&document, &BudgetDocument::saveEnded, this, [this](bool saved) {
        const auto goOn = std::exchange(m_afterSave, {});
        if (saved && goOn) goOn();
    });
    fill();
    renew();
}

QAction* BudgetMenu::command(const QString& words, const QKeySequence& key, const std::function<void()>& what)
{
    auto* action = new QAction(words, this);
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, what);
    m_commands << action;
    return action;
}

// Anew each time: files come in between.
void BudgetMenu::fill()
{
    menu()->clear();
    menu()->addActions(m_commands.mid(0, 1 + static_cast<qsizetype>(m_document.shipped().size())));
    for (const auto& file : m_document.files())
        connect(menu()->addAction("Judge by " + ui::text(file.string())), &QAction::triggered, this,
            [this, file] { leave([this, file] { m_document.open(file); }); });
    menu()->addSeparator();
    menu()->addActions(m_commands.mid(1 + static_cast<qsizetype>(m_document.shipped().size())));
}

void BudgetMenu::renew()
{
    const QString own = m_document.isRunsOwn() ? QString() : QStringLiteral(u", not the run\u2019s own");
    const bool isOther = m_feed.shown().ownBudget != m_document.budget();
    setText("Budget: " + m_document.title() + (isOther ? own : QString()) + QStringLiteral(u" \u25BE"));
}

bool BudgetMenu::leave(const std::function<void()>& goOn)
{
    if (!m_document.isEdited()) {
        goOn();
        return true;
    }
    auto* box = new QMessageBox(QMessageBox::NoIcon, "The budget is edited and not saved",
        "The changes to the budget " + ui::text(m_document.budget().name) + " are in no file yet. Save them?",
        QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, window());
    box->setObjectName("unsavedBudget");
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setDefaultButton(QMessageBox::Save);
    connect(box, &QMessageBox::buttonClicked, this, [this, box, goOn](QAbstractButton* pressed) {
        const auto answer = box->standardButton(pressed);
        if (answer == QMessageBox::Discard) {
            m_document.undo().setIndex(m_document.undo().cleanIndex() < 0 ? 0 : m_document.undo().cleanIndex());
            m_document.undo().setClean();
            goOn();
        } else if (answer == QMessageBox::Save) {
            m_afterSave = goOn;
            save();
        }
    });
    box->open();
    return false;
}

// Beside the runs.
std::filesystem::path BudgetMenu::folder() const { return m_feed.control().runsFolder().parent_path() / "budgets"; }

void BudgetMenu::open()
{
    auto* dialog = new QFileDialog(window(), "Open a budget", ui::text(folder().string()), BudgetFiles);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) { m_document.open(file.toStdString()); });
    dialog->open();
}

void BudgetMenu::save()
{
    if (m_document.file().empty())
        saveAs();
    else
        m_document.save(m_document.file());
}

void BudgetMenu::saveAs()
{
    std::error_code ignored;
    std::filesystem::create_directories(folder(), ignored); // or the dialog opens where it can
    auto* dialog = new QFileDialog(window(), "Save the budget", ui::text(folder().string()), BudgetFiles);
    dialog->setObjectName("saveBudget");
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix("json");
    dialog->selectFile(ui::text(m_document.budget().name) + ".json");
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) { m_document.save(file.toStdString()); });
    connect(dialog, &QDialog::rejected, this, [this] { m_afterSave = {}; });
    dialog->open();
}

} // namespace tailrace::ui
