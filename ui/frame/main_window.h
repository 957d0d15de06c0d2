// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMainWindow>
#include <QStackedWidget>

#include "ui/frame/page.h"
#include "ui/look/look.h"
#include "ui/run/run_export.h"
#include "ui/run/run_feed.h"

namespace tailrace::ui {

class EmptyState;
class Navigation;
class StatusLine;

// The frame around the pages: navigation, run control, timeline, status line, and the keys of all of them. Knows pages, not data.
class MainWindow : public QMainWindow {
    Q_OBJECT
public:
    MainWindow(RunFeed& feed, Look& look);

    void showPage(int index);
    int currentPage() const { return m_current; }
    int pageCount() const { return static_cast<int>(m_pages.size()); }
    const QString& pageName(int index) const { return m_pages[index]->name(); }
    const QList<QAction*>& commands() const { return m_commands; }

    void start(const QString& scenario);
    void askForFile();
    // Closes, whatever is not saved: nobody may be there to be asked.
    void closeUnasked();

private:
    void addPages();
    void addPage(Page* page);
    void build();
    void addCommands();
    QAction* command(const QString& words, const QKeySequence& key, const std::function<void()>& what);
    void addTimeCommands();
    void renew();
    void exportRun(const QString& format);
    void previewReport();
    void closeEvent(QCloseEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

    RunFeed& m_feed;
    Look& m_look;
    RunExport m_export;
    Navigation* m_navigation;
    QStackedWidget* m_stack;
    EmptyState* m_empty;
    StatusLine* m_status;
    QList<Page*> m_pages;
    QList<QAction*> m_commands;
    int m_current = 0;
    bool m_isUnasked = false;
};

} // namespace tailrace::ui
