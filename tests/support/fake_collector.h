// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "pipeline/ports/collector_port.h"

namespace tailrace::test {

// Takes batches and remembers what was in them; refuses on demand, like a 429 or, later, a 503. Thread-safe.
class FakeCollector final : public CollectorPort {
public:
    struct Taken {
        std::string body;
        Stamp due{};
        bool wantsRecommendation = false;
        bool isPast = false;
        bool operator==(const Taken&) const = default;
    };

    void refuseNext(int calls) { set(m_refusals, calls); }
    void refuseAll(bool refuse) { set(m_refusals, refuse ? -1 : 0); }
    // The next so many batches are taken, and come back by takeRefused() instead of counting.
    void returnNext(int batches) { set(m_returns, batches); }
    // As the real one beyond its bound: nothing new is taken while it holds batches that are to go back.
    void refuseWhileHolding() { set(m_refuseWhileHolding, 1); }

    std::vector<Taken> taken() const
    {
        const std::lock_guard lock(m_mutex);
        return m_taken;
    }
    std::size_t takenCount() const
    {
        const std::lock_guard lock(m_mutex);
        return m_taken.size();
    }
    int refusedCalls() const
    {
        const std::lock_guard lock(m_mutex);
        return m_refusedCalls;
    }

    bool submit(SubmissionBatch& batch) override
    {
        const std::lock_guard lock(m_mutex);
        if (m_refusals != 0 || (m_refuseWhileHolding != 0 && !m_returned.empty())) {
            m_refusals -= m_refusals > 0 ? 1 : 0;
            ++m_refusedCalls;
            return false;
        }
        if (m_returns > 0) {
            --m_returns;
            m_returned.push_back(batch);
        } else {
            for (const SubmissionBatch::Item& item : batch.items())
                m_taken.push_back({std::string(batch.body(item)), item.due, item.wantsRecommendation, item.isPast});
        }
        batch.clear();
        return true;
    }

    bool takeRefused(SubmissionBatch& batch) override
    {
        const std::lock_guard lock(m_mutex);
        if (m_returned.empty()) return false;
        batch = std::move(m_returned.front());
        m_returned.pop_front();
        return true;
    }

private:
    void set(int& knob, int value)
    {
        const std::lock_guard lock(m_mutex);
        knob = value;
    }

    mutable std::mutex m_mutex; // guards all below
    int m_refusals = 0;         // calls; below 0: all
    int m_returns = 0;
    int m_refuseWhileHolding = 0;
    int m_refusedCalls = 0;
    std::vector<Taken> m_taken;
    std::deque<SubmissionBatch> m_returned;
};

} // namespace tailrace::test
