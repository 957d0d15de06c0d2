// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace tailrace::sessionize {

// The ids of a session's events, as 64-bit hashes (XXH3): a false match costs one event in about 10^15 for a session of
// thousands. The last few are unsorted, so that adding one seldom moves the rest.
class EventIdSet {
public:
    EventIdSet() = default;
    explicit EventIdSet(std::vector<std::uint64_t> sorted) : m_ids(std::move(sorted)), m_sorted(m_ids.size()) {}

    // False: it was there already.
    bool insert(std::uint64_t id)
    {
        if (contains(id)) return false;
        m_ids.push_back(id);
        if (m_ids.size() - m_sorted > TailLimit) sortTail();
        return true;
    }

    // False: it was not there.
    bool erase(std::uint64_t id)
    {
        const auto found = find(id);
        if (found == m_ids.end()) return false;
        if (found - m_ids.begin() < static_cast<std::ptrdiff_t>(m_sorted)) --m_sorted;
        m_ids.erase(found);
        return true;
    }

    bool contains(std::uint64_t id) const { return find(id) != m_ids.end(); }

    // Moves those for which `leaves(id)` holds into another set.
    template <class Leaves>
    EventIdSet splitOff(Leaves leaves)
    {
        sortTail();
        const auto staying = std::stable_partition(m_ids.begin(), m_ids.end(), [&leaves](std::uint64_t id) { return !leaves(id); });
        EventIdSet left(std::vector<std::uint64_t>(staying, m_ids.end()));
        m_ids.erase(staying, m_ids.end());
        m_sorted = m_ids.size();
        return left;
    }

    void merge(const EventIdSet& other)
    {
        m_ids.insert(m_ids.end(), other.m_ids.begin(), other.m_ids.end());
        sortTail();
    }

    const std::vector<std::uint64_t>& ids() const { return m_ids; }
    // It will be asked for an id soon.
    void expect() const
    {
        __builtin_prefetch(m_ids.data() + m_sorted);
        __builtin_prefetch(m_ids.data() + m_ids.size(), 1);
    }

private:
    static constexpr std::size_t TailLimit = 64;

    std::vector<std::uint64_t>::const_iterator find(std::uint64_t id) const
    {
        const auto border = m_ids.begin() + static_cast<std::ptrdiff_t>(m_sorted);
        const auto sorted = std::lower_bound(m_ids.begin(), border, id);
        return sorted != border && *sorted == id ? sorted : std::find(border, m_ids.end(), id);
    }

    void sortTail()
    {
        std::sort(m_ids.begin(), m_ids.end());
        m_sorted = m_ids.size();
    }

    std::vector<std::uint64_t> m_ids;
    std::size_t m_sorted = 0;
};

} // namespace tailrace::sessionize
