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

    bool contains(std::uint64_t id) const
    {
        const auto border = m_ids.begin() + static_cast<std::ptrdiff_t>(m_sorted);
        return std::binary_search(m_ids.begin(), border, id) || std::find(border, m_ids.end(), id) != m_ids.end();
    }

    void merge(const EventIdSet& other)
    {
        m_ids.insert(m_ids.end(), other.m_ids.begin(), other.m_ids.end());
        sortTail();
    }

    const std::vector<std::uint64_t>& ids() const { return m_ids; }

private:
    static constexpr std::size_t TailLimit = 64;

    void sortTail()
    {
        std::sort(m_ids.begin(), m_ids.end());
        m_sorted = m_ids.size();
    }

    std::vector<std::uint64_t> m_ids;
    std::size_t m_sorted = 0;
};

} // namespace tailrace::sessionize
