// SPDX-License-Identifier: Apache-2.0
#include "ui/time/time_view.h"

#include <algorithm>
#include <cmath>

namespace tailrace::ui {

TimeSpan TimeView::span() const
{
    switch (m_mode) {
    case Mode::Held: return m_held;
    case Mode::Whole: return {0, std::max(m_end, Shortest)};
    case Mode::Live: break;
    }
    const double to = std::max(m_end, m_length);
    return {to - m_length, to};
}

TimeSpan TimeView::measured() const
{
    const TimeSpan shown = span();
    return {std::max(0.0, shown.from), std::clamp(shown.to, 0.0, m_end)};
}

QString TimeView::inWords() const
{
    switch (m_mode) {
    case Mode::Live: return QStringLiteral("view: live, last %1 s").arg(std::min(m_length, std::max(m_end, 1.0)), 0, 'f', 0);
    case Mode::Whole: return QStringLiteral("view: whole run");
    case Mode::Held: break;
    }
    return QStringLiteral(u"view: held, %1 \u2013 %2").arg(clockText(m_held.from), clockText(m_held.to));
}

void TimeView::begin()
{
    m_end = 0;
    m_isOver = false;
    m_length = UsualLength;
    m_cursor.reset();
    enter(Mode::Live);
}

void TimeView::showWhole(double seconds)
{
    m_end = seconds;
    m_isOver = true;
    m_cursor.reset();
    enter(Mode::Whole);
}

void TimeView::setEnd(double seconds)
{
    if (seconds == m_end) return;
    m_end = seconds;
    if (m_mode != Mode::Held) Q_EMIT spanChanged();
}

void TimeView::goLive() { enter(m_isOver ? Mode::Whole : Mode::Live); }

void TimeView::setPaused(bool paused)
{
    if (paused == isPaused()) return;
    if (paused)
        hold(span());
    else
        goLive();
}

void TimeView::rewind(double seconds)
{
    const TimeSpan now = span();
    const double by = std::min(seconds, std::max(0.0, now.from));
    hold({now.from - by, now.to - by});
}

void TimeView::brush(TimeSpan wanted)
{
    if (wanted.length() < Shortest) {
        const double middle = (wanted.from + wanted.to) / 2;
        wanted = {middle - Shortest / 2, middle + Shortest / 2};
    }
    if (wanted.from < 0) wanted = {0, wanted.to - wanted.from};
    hold(wanted);
}

void TimeView::zoom(double factor)
{
    const TimeSpan now = span();
    const double length = std::clamp(now.length() * factor, Shortest, std::max(m_end, UsualLength) * 2);
    if (m_mode == Mode::Live) {
        m_length = length;
        Q_EMIT spanChanged();
        return;
    }
    const double at = m_cursor && now.contains(*m_cursor) ? *m_cursor : (now.from + now.to) / 2;
    const double share = now.length() > 0 ? (at - now.from) / now.length() : 0.5;
    brush({at - share * length, at + (1 - share) * length});
}

void TimeView::pan(double share)
{
    const TimeSpan now = span();
    const double by = std::clamp(share * now.length(), -now.from, std::max(0.0, m_end - now.to));
    hold({now.from + by, now.to + by});
}

void TimeView::setCursor(std::optional<double> second)
{
    if (second == m_cursor) return;
    m_cursor = second;
    Q_EMIT cursorChanged();
}

void TimeView::hold(TimeSpan wanted)
{
    m_held = wanted;
    enter(Mode::Held);
}

void TimeView::enter(Mode mode)
{
    m_mode = mode;
    Q_EMIT modeChanged();
    Q_EMIT spanChanged();
}

QString clockText(double seconds)
{
    const auto whole = static_cast<int>(std::max(0.0, std::floor(seconds + 1e-6)));
    const QString rest = QStringLiteral("%1:%2");
    if (whole < 3600) return rest.arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
    return QStringLiteral("%1:%2:%3")
        .arg(whole / 3600)
        .arg(whole / 60 % 60, 2, 10, QLatin1Char('0'))
        .arg(whole % 60, 2, 10, QLatin1Char('0'));
}

} // namespace tailrace::ui
