// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>

#include "pipeline/base/clock.h"

namespace tailrace::collector {

// The acceptance watermark W: the running maximum of event time in journal order; it never falls.
//
// While nothing is accepted, W advances at the pace of the clock: a tick sets W to what it was right after the last event, plus the
// time since then. Only differences of the monotonic clock enter, never the date. So a replayed file paces its own W from
// its own event times, and a step of the wall clock moves nothing. A process that starts again counts from its start: the
// time while it was away does not pass for W. Before the first event of a journal W is unknown, and there are no ticks.
class Watermark {
public:
    Watermark(EventTime start, Stamp now) : m_value(start), m_atLastEvent(start), m_lastEvent(now) {}

    EventTime value() const { return m_value; }
    bool isKnown() const { return m_value != EventTime{}; }

    void observe(EventTime eventTime, Stamp now)
    {
        m_value = std::max(m_value, eventTime);
        m_atLastEvent = m_value;
        m_lastEvent = now;
    }

    void tick(Stamp now) { m_value = std::max(m_value, m_atLastEvent + std::chrono::floor<std::chrono::milliseconds>(now - m_lastEvent)); }

private:
    EventTime m_value;
    EventTime m_atLastEvent; // W right after the last event was accepted
    Stamp m_lastEvent;
};

} // namespace tailrace::collector
