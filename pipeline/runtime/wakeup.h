// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace tailrace::runtime {

// "There may be something to do": remembers one call until it is waited for. Thread-safe.
class Wakeup {
public:
    void wake()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_woken = true;
        }
        m_condition.notify_one();
    }

    template <class Rep, class Period>
    void wait(std::chrono::duration<Rep, Period> most)
    {
        std::unique_lock lock(m_mutex);
        m_condition.wait_for(lock, most, [this] { return m_woken; });
        m_woken = false;
    }

private:
    std::mutex m_mutex; // guards m_woken
    std::condition_variable m_condition;
    bool m_woken = false;
};

} // namespace tailrace::runtime
