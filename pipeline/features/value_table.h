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
        if (m_rows.size() > Few) std::fill(m_slots.begin(), m_slots.end(), 0U);
        m_rows.clear();
    }

    // The value's row, made when missing (count 0).
    std::size_t indexOf(std::uint64_t key)
    {
        if (m_rows.size() <= Few) {
            for (std::size_t i = 0; i < m_rows.size(); ++i)
                if (m_rows[i].key == key) return i;
        } else if (const std::uint32_t found = m_slots[place(key)]; found != 0) {
            return found - 1;
        }
        m_rows.push_back({.key = key});
        if (m_rows.size() > Few) addToSlots();
        return m_rows.size() - 1;
    }
    Row& at(std::size_t index) { return m_rows[index]; }

    const std::vector<Row>& rows() const { return m_rows; }

private:
    static constexpr std::size_t Few = 16; // up to here, looking at all rows is the quickest

    std::size_t place(std::uint64_t key) const
    {
        const std::size_t mask = m_slots.size() - 1;
        std::size_t at = static_cast<std::size_t>((key * 0x9E3779B97F4A7C15U) >> 32U) & mask;
        while (m_slots[at] != 0 && m_rows[m_slots[at] - 1].key != key) at = (at + 1) & mask;
        return at;
    }
    void addToSlots()
    {
        const bool isFirst = m_rows.size() == Few + 1;
        const bool isFull = m_rows.size() * 2 > m_slots.size();
        if (isFull) m_slots.resize(std::max<std::size_t>(m_slots.size() * 2, 4 * Few));
        if (isFirst || isFull) {
            std::fill(m_slots.begin(), m_slots.end(), 0U);
            for (std::size_t i = 0; i < m_rows.size(); ++i) m_slots[place(m_rows[i].key)] = static_cast<std::uint32_t>(i + 1);
        } else {
            m_slots[place(m_rows.back().key)] = static_cast<std::uint32_t>(m_rows.size());
        }
    }

    std::vector<Row> m_rows;
    std::vector<std::uint32_t> m_slots; // row + 1, 0: free; used when there are more than a few rows
};

} // namespace tailrace::features
