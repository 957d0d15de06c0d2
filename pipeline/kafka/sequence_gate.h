// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "pipeline/base/strong_id.h"

namespace tailrace::kafka {

// Turns what a hop delivers (repeats, holes, late ones) back into the journal's dense order, for one partition. Pure.
// Repeats are dropped; records behind a hole are held, up to `bound`; beyond it they are dropped, as the re-feed that a
// hole asks for brings them again.
template <class T>
class SequenceGate {
public:
    explicit SequenceGate(std::size_t bound = 4096) : m_bound(bound) {}

    enum class Verdict { Deliver, Repeat, Held, Dropped };

    // Deliver: `item` is the next one (and was not moved from); then call release() until it gives nothing.
    Verdict offer(Sequence sequence, T& item)
    {
        if (sequence.value < m_next) return Verdict::Repeat;
        if (sequence.value == m_next) {
            ++m_next;
            return Verdict::Deliver;
        }
        if (m_held.size() >= m_bound) return Verdict::Dropped;
        return m_held.try_emplace(sequence.value, std::move(item)).second ? Verdict::Held : Verdict::Repeat;
    }

    std::optional<T> release()
    {
        const auto first = m_held.begin();
        if (first == m_held.end() || first->first != m_next) return std::nullopt;
        std::optional<T> item(std::move(first->second));
        m_held.erase(first);
        ++m_next;
        return item;
    }

    // Everything before `next` was delivered in an earlier life. Before the first offer.
    void startAt(Sequence next) { m_next = next.value; }

    bool hasGap() const { return !m_held.empty(); }
    Sequence next() const { return Sequence(m_next); }
    std::size_t held() const { return m_held.size(); }

private:
    std::size_t m_bound;
    std::uint64_t m_next = 0;
    std::map<std::uint64_t, T> m_held;
};

} // namespace tailrace::kafka
