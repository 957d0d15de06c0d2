// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/hiccup_meter.h"

#include <sched.h>
#include <sys/prctl.h>

#include "pipeline/base/named_thread.h"

namespace tailrace::telemetry {
namespace {

// The calling thread.
std::optional<int> pinToLastCore()
{
    cpu_set_t usable;
    CPU_ZERO(&usable);
    if (sched_getaffinity(0, sizeof usable, &usable) != 0) return std::nullopt;
    std::size_t last = CPU_SETSIZE - 1;
    while (last > 0 && !CPU_ISSET(last, &usable)) --last;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(last, &one);
    return sched_setaffinity(0, sizeof one, &one) == 0 ? std::optional(static_cast<int>(last)) : std::nullopt;
}

} // namespace

void recordWakeUp(Histogram& histogram, Stamp& next, Stamp now, std::chrono::nanoseconds interval)
{
    for (; next <= now; next += interval) histogram.record(now - next);
}

HiccupMeter::~HiccupMeter() { stop(); }

void HiccupMeter::start()
{
    if (m_thread.joinable()) return;
    m_thread = namedThread("hiccup meter", [this](const std::stop_token& stop) { run(stop); });
}

void HiccupMeter::stop()
{
    if (!m_thread.joinable()) return;
    m_thread.request_stop();
    m_thread.join();
}

Histogram HiccupMeter::histogram() const
{
    const std::lock_guard lock(m_mutex);
    return m_histogram;
}

std::optional<int> HiccupMeter::core() const
{
    const std::lock_guard lock(m_mutex);
    return m_core;
}

void HiccupMeter::run(const std::stop_token& stop)
{
    prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL); // or the kernel would wake it up to 50 us late on purpose
    {
        const std::lock_guard lock(m_mutex);
        m_core = pinToLastCore();
    }
    Stamp next = m_clock.now() + Interval;
    while (!stop.stop_requested()) {
        std::this_thread::sleep_until(next);
        const std::lock_guard lock(m_mutex);
        recordWakeUp(m_histogram, next, m_clock.now(), Interval);
    }
}

} // namespace tailrace::telemetry
