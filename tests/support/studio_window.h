// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPushButton>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/support/fake_run_control.h"
#include "ui/frame/main_window.h"

namespace tailrace::test {

// The studio's window over a run that a test plays second by second. What a suite that clicks and types derives from, beside QObject.
class StudioWindow {
protected:
    void open(const report::RunRecord& record)
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_control = std::make_unique<FakeRunControl>(record);
        m_control->runs = m_folder->path().toStdString();
        m_look = std::make_unique<ui::Look>();
        m_time = std::make_unique<ui::TimeView>();
        m_feed = std::make_unique<ui::RunFeed>(*m_control, *m_time);
        m_window = std::make_unique<ui::MainWindow>(*m_feed, *m_look);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    template <class Widget>
    Widget* find(const char* name) const
    {
        auto* widget = m_window->findChild<Widget*>(name);
        if (!widget) qFatal("there is no %s", name);
        return widget;
    }
    QWidget* page(const char* name) const { return find<QWidget>(qPrintable(QString("page") + name)); }
    static void click(QPushButton* button) { QTest::mouseClick(button, Qt::LeftButton); }

    // As somebody who types a command and presses Return.
    void runCommand(const char* typed)
    {
        QTest::keyClick(m_window.get(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        auto* field = m_window->findChild<QDialog*>("commandPalette")->findChild<QLineEdit*>();
        QTest::keyClicks(field, typed);
        QTest::keyClick(field, Qt::Key_Return);
    }

    void closeSeconds(int count)
    {
        for (int i = 0; i < count; ++i) {
            m_control->closeSecond();
            m_feed->pull();
        }
    }
    // Starts a run and plays so much of it.
    void play(int seconds)
    {
        m_feed->start({});
        closeSeconds(seconds);
        QTRY_COMPARE(m_feed->seconds().size(), static_cast<std::size_t>(seconds));
        QTRY_VERIFY(m_feed->range());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FakeRunControl> m_control;
    std::unique_ptr<ui::Look> m_look;
    std::unique_ptr<ui::TimeView> m_time;
    std::unique_ptr<ui::RunFeed> m_feed;
    std::unique_ptr<ui::MainWindow> m_window;
};

} // namespace tailrace::test
