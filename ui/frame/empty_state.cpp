// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/empty_state.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "ui/chart/number_text.h"

namespace tailrace::ui {

using Phase = RunProgress::Phase;

EmptyState::EmptyState(RunFeed& feed, const Look& look)
    : m_feed(feed),
      m_look(look),
      m_title(new QLabel),
      m_words(new QLabel),
      m_start(new QPushButton("Start a flash sale")),
      m_open(new QPushButton(QStringLiteral(u"Open a recorded run\u2026")))
{
    m_start->setObjectName("emptyStart");
    m_start->setProperty("kind", "main");
    m_open->setProperty("kind", "link");
    m_words->setWordWrap(true);
    m_words->setFixedWidth(560);
    m_title->setTextFormat(Qt::PlainText);
    m_words->setTextFormat(Qt::PlainText);
    setFocusProxy(m_start);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(space::Medium);
    buttons->addWidget(m_start);
    buttons->addWidget(m_open);
    buttons->addStretch();
    auto* column = new QVBoxLayout;
    column->setSpacing(space::Medium);
    column->addStretch(2);
    column->addWidget(m_title);
    column->addWidget(m_words);
    column->addSpacing(space::Tiny);
    column->addLayout(buttons);
    column->addStretch(3);
    auto* layout = new QHBoxLayout(this);
    layout->addStretch();
    layout->addLayout(column);
    layout->addStretch();
    connect(m_start, &QPushButton::clicked, this, &EmptyState::startWished);
    connect(m_open, &QPushButton::clicked, this, &EmptyState::openWished);
    connect(&feed, &RunFeed::progressChanged, this, &EmptyState::renew);
    connect(&feed, &RunFeed::shownChanged, this, &EmptyState::renew);
    connect(&look, &Look::changed, this, &EmptyState::renew);
}

void EmptyState::setPage(const QString& name, const QString& promise)
{
    m_name = name;
    m_promise = promise;
    renew();
}

void EmptyState::renew()
{
    const auto progress = m_feed.progress();
    const bool failed = progress && progress->phase == Phase::Failed;
    m_title->setFont(m_look.type().heading);
    m_start->setVisible(!m_feed.isUnderWay());
    m_open->setVisible(!m_feed.isUnderWay());
    if (m_feed.isUnderWay()) {
        m_title->setText(progress->phase == Phase::Planning ? QStringLiteral(u"Reading the scenario\u2026")
                                                            : QStringLiteral(u"Starting\u2026"));
        m_words->setText(
            "An embedded Kafka broker and a Redis of its own start, the catalogue is published, then the traffic begins. The first "
            "numbers come after one second of traffic."
            + (progress->words.empty() ? QString() : "\n\nNow: " + text(progress->words) + "."));
    } else if (failed) {
        m_title->setText("The run could not start");
        m_words->setText(text(progress->words) + "\n\nNothing was measured, and nothing is left behind.");
    } else {
        m_title->setText(m_name);
        m_words->setText("Here you will see: " + m_promise.left(1).toLower() + m_promise.mid(1)
            + "\n\nThe flash sale drives simulated shoppers through the whole pipeline on this machine for two minutes: from 1 500 "
              "events a second to twenty times that, and back.");
    }
}

} // namespace tailrace::ui
