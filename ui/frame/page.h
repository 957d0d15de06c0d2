// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAction>
#include <QString>
#include <QWidget>
#include <functional>

namespace tailrace::ui {

struct TraceFilter;

// One page of the window. It takes what it needs in its constructor, keeps itself up to date, and tells only wishes.
class Page : public QWidget {
    Q_OBJECT
public:
    Page(QString name, QString promise, QWidget* parent = nullptr) : QWidget(parent), m_name(std::move(name)), m_promise(std::move(promise))
    {
        setObjectName("page" + m_name);
        setAccessibleName(m_name);
    }

    const QString& name() const { return m_name; }
    // What will be here once something runs; shown while nothing does. Empty: the page has always something to show.
    const QString& promise() const { return m_promise; }
    // What the page can do beyond its widgets; shown in the palette of commands.
    virtual QList<QAction*> commands() { return {}; }

    // Whether the window may close at once; if not, the page asks, and calls `close` when it may.
    virtual bool mayClose(const std::function<void()>& close)
    {
        static_cast<void>(close);
        return true;
    }

Q_SIGNALS:
    void said(const QString& words);                            // for the status line
    void wishesTraces(std::size_t line, double ms);             // show an event for which that line (see LineKeys) took so long
    void wishesEvents(const tailrace::ui::TraceFilter& filter); // show what is known of all of them

private:
    QString m_name;
    QString m_promise;
};

} // namespace tailrace::ui
