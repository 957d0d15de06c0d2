// SPDX-License-Identifier: Apache-2.0
// Pictures of every page, to be looked at: ui_screenshots FOLDER [RUNFILE]. Without a run file a synthetic flash sale is shown.
#include <QApplication>
#include <QDir>
#include <QKeyEvent>
#include <QPainter>
#include <QPushButton>
#include <QStackedWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <cstdio>
#include <functional>

#include "pipeline/report/export.h"
#include "pipeline/report/run_file.h"
#include "tests/support/fake_run_control.h"
#include "tests/support/overload.h"
#include "tests/support/shipped_budget.h"
#include "ui/frame/main_window.h"
#include "ui/print/printed_report.h"

using namespace tailrace;

namespace {

void settle(int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

bool waitFor(const std::function<bool()>& condition)
{
    for (int i = 0; i < 200 && !condition(); ++i) settle(50);
    return condition();
}

// A few recorded runs to be listed and compared: two kinds, and equal ones of both.
void leaveRuns(const std::filesystem::path& folder)
{
    const auto bidding = test::shippedBudget("bidding");
    for (int i = 0; i < 6; ++i) {
        const bool isSlow = i % 2 == 0;
        auto record = test::RunRecordBuilder()
                          .seconds(60)
                          .eventsPerSecond(4000)
                          .drawnFrom(10 + static_cast<std::uint64_t>(i))
                          .against(bidding)
                          .slowRecommendation(isSlow ? 2.5 : 1)
                          .build();
        record.startedAt = "2026-03-0" + std::to_string(6 - i) + "T09:26:53Z";
        record.configuration["traffic"] = isSlow ? "flash sale, slow model" : "flash sale";
        const auto run = folder / ("run-" + std::to_string(i));
        static_cast<void>(report::exportRun(record, run, {report::Format::Json}));
        static_cast<void>(report::writeRunFile(run / "run.tailrace", record));
    }
}

class Photographer {
public:
    Photographer(QString folder, report::RunRecord record, const std::filesystem::path& runs)
        : m_folder(std::move(folder)),
          m_control(std::move(record)),
          m_feed(m_control, m_time),
          m_window(m_feed, m_look)
    {
        m_control.runs = runs;
        m_window.show();
    }

    int takeAll()
    {
        takePages("idle");
        ui::RunWish wish;
        m_feed.start(wish);
        const std::size_t worst = m_control.record().seconds.size() * 60 / 100;
        for (std::size_t i = 0; i < worst; ++i) {
            m_control.closeSecond();
            m_feed.pull();
        }
        if (!waitFor([&] { return m_feed.range() && m_feed.seconds().size() >= worst; })) return 1;
        m_control.throwSwitch(degrade::Shed::Personalisation, degrade::Position::GivenUp);
        m_feed.pull();
        settle(300);
        takePages("running");
        m_control.enter(test::FakeRunControl::Phase::Done);
        if (!waitFor([&] { return m_feed.shown().kind == ui::ShownRun::Kind::Finished && m_feed.seconds().size() > worst; })) return 1;
        settle(300);
        compareTwo();
        takePages("finished");
        m_window.showPage(0);
        auto* heat = m_window.findChild<QWidget*>("heatMap");
        const auto press = [heat](Qt::Key key) {
            QKeyEvent event(QEvent::KeyPress, key, Qt::NoModifier);
            QApplication::sendEvent(heat, &event);
        };
        heat->setFocus();
        press(Qt::Key_Return);
        takePages("brushing", 1);
        m_window.showPage(0);
        press(Qt::Key_Return);
        takePages("brushed", 3);
        m_window.showPage(0);
        m_window.findChild<QPushButton*>("editBudget")->click();
        takePages("editing", 1);
        takePaper();
        return 0;
    }

private:
    // The two newest runs, when there are two.
    void compareTwo()
    {
        for (int page = 0; page < m_window.pageCount(); ++page)
            if (m_window.pageName(page) == "Runs") m_window.showPage(page);
        settle(500);
        auto* table = m_window.findChild<QTableView*>("runTable");
        table->clearSelection();
        for (int row = 0; row < std::min(2, table->model()->rowCount()); ++row)
            table->selectionModel()->select(table->model()->index(row, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
        if (auto* button = m_window.findChild<QPushButton*>("compareRuns"); button->isEnabled()) button->click();
    }

    void takePaper()
    {
        ui::PrintedReport report(m_control.record(), m_look.type().body.family());
        for (int page = 0; page < report.pageCount(); ++page) {
            QImage image(QSizeF(ui::PrintedReport::PageWidth, ui::PrintedReport::PageHeight).toSize(), QImage::Format_RGB32);
            image.fill(Qt::white);
            QPainter painter(&image);
            report.paint(painter, page);
            painter.end();
            const QString name = QString("%1/paper-%2.png").arg(m_folder).arg(page + 1);
            image.save(name);
            std::printf("%s\n", qPrintable(name));
        }
    }

    void takePages(const char* state, int pages = 100)
    {
        for (const auto theme : {ui::Look::Choice::Light, ui::Look::Choice::Dark}) {
            m_look.choose(theme);
            for (const QSize size : {QSize(1280, 800), QSize(1920, 1080)}) {
                m_window.resize(size);
                for (int page = 0; page < std::min(pages, m_window.pageCount()); ++page) {
                    m_window.showPage(page);
                    settle(150);
                    const QString name =
                        QString("%1-%2-%3-%4.png")
                            .arg(m_window.pageName(page).toLower(), state, theme == ui::Look::Choice::Light ? "light" : "dark")
                            .arg(size.width());
                    m_window.grab().save(m_folder + "/" + name);
                    std::printf("%s/%s\n", qPrintable(m_folder), qPrintable(name));
                }
            }
        }
    }

    QString m_folder;
    test::FakeRunControl m_control;
    ui::Look m_look;
    ui::TimeView m_time;
    ui::RunFeed m_feed;
    ui::MainWindow m_window;
};

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QCoreApplication::setOrganizationName("tailrace-screenshots");
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 2) {
        std::fprintf(stderr, "Usage: ui_screenshots FOLDER [RUNFILE]\n");
        return 2;
    }
    QDir().mkpath(arguments[1]);
    report::RunRecord record = test::RunRecordBuilder().seconds(120).eventsPerSecond(20'000).slowRecommendation(2).build();
    test::overload(record, 2.6);
    if (arguments.size() > 2) {
        auto read = report::readRunFile(arguments[2].toStdString());
        if (!read) {
            std::fprintf(stderr, "%s\n", read.error().context().c_str());
            return 1;
        }
        record = std::move(*read);
    }
    // The folder that holds the run's own is taken for that of all runs.
    const QTemporaryDir folder;
    const auto runs = arguments.size() > 2 ? std::filesystem::absolute(arguments[2].toStdString()).parent_path().parent_path()
                                           : std::filesystem::path(folder.path().toStdString());
    if (arguments.size() == 2) leaveRuns(runs);
    return Photographer(arguments[1], std::move(record), runs).takeAll();
}
