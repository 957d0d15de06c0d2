// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace tailrace::features {

// What the events of a window say of each different value (or pair of values). Memory is kept from use to use.
class ValueTable {
public:
    struct Row {
        std::uint64_t key = 0;
        std::uint32_t count = 0;
        std::uint32_t weight = 0;
        std::uint32_t firstTime = 0, lastTime = 0;
        double firstPrice = 0.0; // of the first event; of several at the same time the smallest
    };

    void clear()
    {
        m_rows.clear();
        std::fill(m_slots.begin(), m_slots.end(), 0U);
    }

    // The value's row, made when missing (count 0).
    Row& row(std::uint64_t key)
    {
        std::size_t at = place(key);
        if (m_slots[at] != 0) return m_rows[m_slots[at] - 1];
        if (m_rows.size() * 2 >= m_slots.size()) {
            grow();
            at = place(key);
        }
        m_rows.push_back({.key = key});
        m_slots[at] = static_cast<std::uint32_t>(m_rows.size());
        return m_rows.back();
    }

    const std::vector<Row>& rows() const { return m_rows; }

private:
    std::size_t place(std::uint64_t key) const
    {
        const std::size_t mask = m_slots.size() - 1;
        std::size_t at = static_cast<std::size_t>((key * 0x9E3779B97F4A7C15U) >> 32U) & mask;
        while (m_slots[at] != 0 && m_rows[m_slots[at] - 1].key != key) at = (at + 1) & mask;
        return at;
    }
    void grow()
    {
        m_slots.assign(m_slots.size() * 2, 0U);
        for (std::size_t i = 0; i < m_rows.size(); ++i) m_slots[place(m_rows[i].key)] = static_cast<std::uint32_t>(i + 1);
    }

    std::vector<Row> m_rows;
    std::vector<std::uint32_t> m_slots = std::vector<std::uint32_t>(32); // row + 1; 0: free
};

} // namespace tailrace::features
