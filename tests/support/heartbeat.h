// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace tailrace::test {

// How late a 10 ms heartbeat of the calling thread's event loop is: what somebody at the window would feel as a jerk. Beside it a thread
// that only sleeps sees how late the machine itself is (it is shared, and may be stopped); own gaps are without that.
class Heartbeat {
public:
    Heartbeat()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        QObject::connect(&m_timer, &QTimer::timeout, [this] { beat(); });
        m_machine = std::jthread([this](const std::stop_token& stop) { watchMachine(stop); });
        m_last = Clock::now();
        m_timer.start(Beat);
    }

    struct Gaps {
        std::vector<double> ms;

        double max() const { return ms.empty() ? 0 : *std::ranges::max_element(ms); }
        double p99() const
        {
            if (ms.empty()) return 0;
            std::vector<double> sorted = ms;
            std::ranges::sort(sorted);
            return sorted[std::min(sorted.size() - 1, sorted.size() * 99 / 100)];
        }
    };
    const Gaps& seen() const { return m_seen; }
    const Gaps& own() const { return m_own; }

private:
    using Clock = std::chrono::steady_clock;
    using Ms = std::chrono::duration<double, std::milli>;
    static constexpr std::chrono::milliseconds Beat{10};

    void watchMachine(const std::stop_token& stop)
    {
        while (!stop.stop_requested()) {
            const auto before = Clock::now();
            std::this_thread::sleep_for(Beat);
            m_machineLateNs += std::max<std::int64_t>(0, std::chrono::nanoseconds(Clock::now() - before - Beat).count());
        }
    }

    void beat()
    {
        const auto now = Clock::now();
        const std::int64_t machine = m_machineLateNs.load();
        const double gap = std::max(0.0, Ms(now - std::exchange(m_last, now) - Beat).count());
        m_seen.ms.push_back(gap);
        m_own.ms.push_back(std::max(0.0, gap - static_cast<double>(machine - std::exchange(m_machineBefore, machine)) / 1e6));
    }

    QTimer m_timer;
    Clock::time_point m_last;
    Gaps m_seen, m_own;
    std::int64_t m_machineBefore = 0;
    std::atomic<std::int64_t> m_machineLateNs{0};
    std::jthread m_machine;
};

} // namespace tailrace::test
