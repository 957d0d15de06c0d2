// SPDX-License-Identifier: Apache-2.0
#include "ui/scenario/rate_dial.h"

#include <QHBoxLayout>
#include <cmath>

#include "pipeline/simulator/traffic_source.h"
#include "ui/chart/number_text.h"

namespace tailrace::ui {
namespace {

using simulator::LeastRateFactor;
using simulator::MostRateFactor;

constexpr int RestMs = 300;
constexpr double PerDoubling = 100;

int notchOf(double factor) { return static_cast<int>(std::lround(std::log2(factor) * PerDoubling)); }

// In steps that a person would name: hundredths.
double factorOf(int notch) { return std::round(std::exp2(notch / PerDoubling) * 100) / 100; }

} // namespace

RateDial::RateDial(RunFeed& feed, const Look& look)
    : m_feed(feed),
      m_look(look),
      m_title(new QLabel("Rate by hand")),
      m_slider(new QSlider(Qt::Horizontal)),
      m_factor(new QDoubleSpinBox),
      m_reset(new QPushButton(QStringLiteral(u"Back to \u00D71"))),
      m_state(new QLabel)
{
    setObjectName("rateDial");
    m_slider->setObjectName("rateSlider");
    m_slider->setAccessibleName("Rate, times the scenario's");
    m_slider->setRange(notchOf(LeastRateFactor), notchOf(MostRateFactor));
    m_slider->setSingleStep(10);
    m_slider->setPageStep(static_cast<int>(PerDoubling));
    m_slider->setMinimumWidth(120);
    m_slider->setMaximumWidth(220);
    m_factor->setObjectName("rateFactor");
    m_factor->setAccessibleName("Rate, times the scenario's, as a number");
    m_factor->setRange(LeastRateFactor, MostRateFactor);
    m_factor->setSingleStep(0.25);
    m_factor->setPrefix(QStringLiteral(u"\u00D7 "));
    m_factor->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_factor->setKeyboardTracking(false);
    m_factor->setValue(1);
    m_factor->setFixedWidth(84);
    m_reset->setObjectName("rateReset");
    m_state->setObjectName("rateState");
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::Medium);
    for (QWidget* one : std::initializer_list<QWidget*>{m_title, m_slider, m_factor, m_reset, m_state}) layout->addWidget(one);
    layout->setStretch(1, 1);
    layout->addStretch(1);
    m_rest.setSingleShot(true);
    m_rest.setInterval(RestMs);
    connect(m_slider, &QSlider::valueChanged, this, [this](int notch) { set(factorOf(notch)); });
    connect(m_factor, &QDoubleSpinBox::valueChanged, this, &RateDial::set);
    connect(m_reset, &QPushButton::clicked, this, [this] { set(1); });
    connect(&m_rest, &QTimer::timeout, this, &RateDial::tell);
    for (const double factor : {0.5, 2.0, 4.0}) addCommand("Rate by hand: " + plain(factor) + " times the scenario's", factor);
    addCommand("Rate by hand: back to the scenario's", 1);
    connect(&feed, &RunFeed::shownChanged, this, &RateDial::forgetRun);
    for (const auto signal : {&RunFeed::ticked, &RunFeed::shownChanged, &RunFeed::progressChanged})
        connect(&feed, signal, this, &RateDial::renew);
    connect(&look, &Look::changed, this, &RateDial::dress);
    dress();
    renew();
}

void RateDial::addCommand(const QString& words, double factor)
{
    auto* action = new QAction(words, this);
    connect(action, &QAction::triggered, this, [this, factor] { set(factor); });
    m_commands << action;
}

void RateDial::set(double factor)
{
    if (!m_feed.whyUntouchable().isEmpty()) return;
    const QSignalBlocker quietSlider(m_slider), quietFactor(m_factor);
    m_slider->setValue(notchOf(factor));
    m_factor->setValue(factor);
    m_rest.start();
}

void RateDial::tell()
{
    const double factor = m_factor->value();
    if (factor == m_told || !m_feed.whyUntouchable().isEmpty()) return;
    m_told = factor;
    m_feed.control().multiplyRate(factor);
}

// Another run begins with the rate of its scenario.
void RateDial::forgetRun()
{
    if (m_feed.isUnderWay() && m_feed.snapshot()) return;
    const QSignalBlocker quietSlider(m_slider), quietFactor(m_factor);
    m_rest.stop();
    m_told = 1;
    m_slider->setValue(0);
    m_factor->setValue(1);
}

void RateDial::renew()
{
    const QString whyNot = m_feed.whyUntouchable();
    for (QWidget* one : std::initializer_list<QWidget*>{m_slider, m_factor, m_reset}) {
        one->setEnabled(whyNot.isEmpty());
        one->setToolTip(whyNot);
    }
    for (QAction* command : m_commands) command->setEnabled(whyNot.isEmpty());
    const report::Incident* last = whyNot.isEmpty() ? lastChange() : nullptr;
    m_state->setText(!whyNot.isEmpty() ? QString() : last ? "since " + clockText(last->atSeconds) + ", by hand" : "as the scenario asks");
    m_state->setToolTip(last ? text(last->text) : "Latency counts from the due times at any rate");
}

// As the run itself says; null: it is as the scenario asks.
const report::Incident* RateDial::lastChange() const
{
    const auto& all = m_feed.incidents();
    const auto last = std::find_if(all.rbegin(), all.rend(), [](const report::Incident& one) { return one.kind.starts_with("rate x"); });
    return last == all.rend() ? nullptr : &*last;
}

void RateDial::dress()
{
    m_title->setFont(m_look.type().strong);
    m_state->setPalette(m_look.secondaryPalette());
}

} // namespace tailrace::ui
