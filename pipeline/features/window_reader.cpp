// SPDX-License-Identifier: Apache-2.0
#include "pipeline/features/window_reader.h"

#include <bit>

namespace tailrace::features {

void WindowReader::open(const EventHistory& history, std::size_t bottom, std::size_t end)
{
    m_history = &history;
    m_bottom = bottom;
    m_count = end - bottom;
    m_first = m_unpacked = m_typesFrom = m_count;
    for (Table& table : m_tables) table.begun = false;
}

void WindowReader::unpack()
{
    if (m_events.size() < m_count) m_events.resize(m_count);
    while (m_unpacked > m_first) {
        const EventRecord record = m_history->recordAt(m_bottom + --m_unpacked);
        if (record.event.item != 0) m_columns.expect(record.event.item);
        m_events[m_unpacked] = {.time = record.time,
            .type = maskOf(record.event.type),
            .item = record.event.item,
            .context = record.event.context,
            .where = record.event.where,
            .isPayment = record.event.isPayment};
    }
}

std::uint64_t WindowReader::count(TypeMask types, std::uint8_t where)
{
    std::uint64_t sum = 0;
    if (where != 0) {
        for (const SeenEvent& event : events()) sum += (event.type & types) != 0 && (event.where & where) == where ? 1U : 0U;
        return sum;
    }
    if (m_typesFrom == m_count) m_types.fill(0);
    while (m_typesFrom > m_first) ++m_types[static_cast<std::size_t>(m_history->at(m_bottom + --m_typesFrom).type)];
    for (; types != 0; types &= types - 1) sum += m_types[static_cast<std::size_t>(std::countr_zero(types))];
    return sum;
}

// 0: it has none.
std::uint64_t WindowReader::keyOf(const KeyPlans::GroupColumns& columns, const SeenEvent& event) const
{
    const TextPool::Token first = text(columns.first, event);
    if (columns.second == Column::None || first == TextPool::None) return first;
    const TextPool::Token second = text(columns.second, event);
    return second == TextPool::None ? 0 : first | std::uint64_t{second} << 32U;
}

inline void WindowReader::addTo(Table& table, std::uint64_t key, const SeenEvent& event) const
{
    if (key != table.lastKey) { // neighbours are often alike
        table.lastRow = table.rows.indexOf(key);
        table.lastKey = key;
    }
    ValueTable::Row& row = table.rows.at(table.lastRow);
    const double price = m_columns.item(event.item).price;
    if (row.count == 0 || event.time < row.firstTime || (event.time == row.firstTime && price < row.firstPrice)) {
        row.firstTime = event.time;
        row.firstPrice = price;
    }
    row.lastTime = std::max(row.lastTime, event.time);
    ++row.count;
    row.weight += event.type == maskOf(event::EventType::AddToCart) ? 3U : 1U;
}

const std::vector<ValueTable::Row>& WindowReader::table(std::uint16_t group)
{
    Table& table = m_tables[group];
    if (!table.begun) {
        table.rows.clear();
        table.lastKey = 0;
        table.from = m_count;
        table.begun = true;
    }
    unpack();
    const TypeMask types = m_plans.groupEvents[group];
    const auto columns = m_plans.groups[group];
    if (columns.first == Column::None) table.from = m_first;
    while (table.from > m_first) {
        const SeenEvent& event = m_events[--table.from];
        if ((event.type & types) == 0 || (event.where & columns.where) != columns.where) continue;
        if (const std::uint64_t key = keyOf(columns, event); key != 0) addTo(table, key, event);
    }
    return table.rows.rows();
}

} // namespace tailrace::features
