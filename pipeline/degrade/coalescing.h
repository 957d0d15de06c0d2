// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>

#include "pipeline/base/clock.h"

namespace tailrace::degrade {

struct CoalescingRules {
    std::chrono::milliseconds longest{1000}; // a value waits for: what freshness may lose by it; 0: never
    std::chrono::milliseconds from{250};     // of lag, coalescing begins
    std::chrono::milliseconds until{50};     // of lag, and it ends
};

// For how long a worker gathers changes of its shoppers before it writes them, each shopper once. Without lag not at all: every event is
// written at once. With lag, for as long as the lag is, at most `longest`: the less often a shopper is written, the sooner the lag is
// gone. Pure; one owner.
class Coalescing {
public:
    explicit Coalescing(CoalescingRules rules = {}) : m_rules(rules) {}

    // `lag`: how long the last event had waited.
    void observe(std::chrono::nanoseconds lag)
    {
        if (m_rules.longest.count() == 0) return;
        if (lag >= m_rules.from) m_isOn = true;
        if (lag < m_rules.until) m_isOn = false;
        m_window = m_isOn ? std::min<std::chrono::nanoseconds>(lag, m_rules.longest) : std::chrono::nanoseconds(0);
    }
    bool isOn() const { return m_isOn; }
    // Changes that wait since `since` are written now.
    bool isDue(Stamp since, Stamp now) const { return now - since >= m_window; }

private:
    CoalescingRules m_rules;
    bool m_isOn = false;
    std::chrono::nanoseconds m_window{};
};

} // namespace tailrace::degrade
