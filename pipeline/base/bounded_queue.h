// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

namespace tailrace {

// The one hand-off between threads: items in order, bounded by their weight (bytes, events; the caller's unit).
// Soft limit: an item is let in while the weight is below the limit, so a single heavy item always passes.
// close() wakes everybody; what is inside can still be taken. All functions are thread-safe.
template <class T>
class BoundedQueue {
public:
    explicit BoundedQueue(std::size_t limit) : m_limit(limit) {}

    // Waits for room. False: closed, the item was not taken.
    bool push(T item, std::size_t weight = 1)
    {
        std::unique_lock lock(m_mutex);
        m_room.wait(lock, [this] { return m_closed || m_weight < m_limit; });
        return put(std::move(lock), std::move(item), weight);
    }

    // False: no room now, or closed; the item is untouched.
    bool tryPush(T&& item, std::size_t weight = 1)
    {
        std::unique_lock lock(m_mutex);
        return m_weight < m_limit && put(std::move(lock), std::move(item), weight);
    }

    // Swaps everything into `out` (emptied first), waiting up to `wait` for a first item. False: closed and empty.
    template <class Rep, class Period>
    bool popAll(std::vector<T>& out, std::chrono::duration<Rep, Period> wait)
    {
        out.clear();
        bool full = false;
        {
            std::unique_lock lock(m_mutex);
            const auto ready = [this] { return m_closed || hasItems(); };
            if (wait > wait.zero()) m_items.wait_for(lock, wait, ready); // even a wait of zero would go through the kernel
            if (!hasItems()) return !m_closed;
            out.swap(m_queue);
            full = m_weight >= m_limit;
            m_weight = 0;
        }
        if (full) m_room.notify_all();
        return true;
    }

    // While it is held it seems empty to its reader; a closed one cannot be held.
    void hold(bool held)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_held = held;
        }
        m_items.notify_all();
    }

    void close()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_closed = true;
        }
        m_room.notify_all();
        m_items.notify_all();
    }

    std::size_t weight() const
    {
        const std::lock_guard lock(m_mutex);
        return m_weight;
    }
    std::size_t limit() const { return m_limit; }

private:
    bool hasItems() const { return !m_queue.empty() && (!m_held || m_closed); }

    // Wakes the reader with the lock released, or it would wake only to wait for it; and only for a first item.
    bool put(std::unique_lock<std::mutex> lock, T&& item, std::size_t weight)
    {
        if (m_closed) return false;
        const bool first = m_queue.empty();
        m_queue.push_back(std::move(item));
        m_weight += weight;
        lock.unlock();
        if (first) m_items.notify_one();
        return true;
    }

    const std::size_t m_limit;
    mutable std::mutex m_mutex; // guards all below
    std::condition_variable m_room;
    std::condition_variable m_items;
    std::vector<T> m_queue;
    std::size_t m_weight = 0;
    bool m_closed = false;
    bool m_held = false;
};

} // namespace tailrace
