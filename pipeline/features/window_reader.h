// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "pipeline/features/event_history.h"
#include "pipeline/features/feature_set.h"
#include "pipeline/features/value_table.h"

namespace tailrace::features {

// An event of the window, unpacked.
struct SeenEvent {
    std::uint32_t time = 0; // ms after the history's base
    TypeMask type = 0;
    std::uint32_t item = 0;
    std::uint32_t context = 0;
    std::uint8_t where = 0;
    bool isPayment = false;
};

// Whether the feature counts the event.
inline bool counts(const FeaturePlan& plan, const SeenEvent& event)
{
    return (event.type & plan.events) != 0 && (event.where & plan.where) == plan.where;
}

// Summaries of the events of one history, for windows that end together and are asked for from the shortest to the longest:
// each event is looked at once per group, however many windows hold it. Reused from history to history.
class WindowReader {
public:
    WindowReader(const KeyPlans& plans, const EventColumns& columns) : m_plans(plans), m_columns(columns), m_tables(plans.groups.size()) {}

    // Windows lie within the events [bottom, end) of the history, which is not to change meanwhile.
    void open(const EventHistory& history, std::size_t bottom, std::size_t end);
    // The window begins here from now on; never later than before.
    void extendTo(std::size_t first)
    {
        m_first = first - m_bottom;
        ++m_reading;
    }
    // Another number for each window.
    std::uint64_t reading() const { return m_reading; }

    bool empty() const { return m_first == m_count; }
    EventTime firstTime() const { return m_history->timeAt(m_bottom + m_first); }
    EventTime lastTime() const { return m_history->timeAt(m_bottom + m_count - 1); }
    std::span<const SeenEvent> events()
    {
        unpack();
        return {m_events.data() + m_first, m_count - m_first};
    }
    EventTime timeOf(const SeenEvent& event) const { return m_history->base() + std::chrono::milliseconds(event.time); }
    // Events of the types, with the bits of `where`.
    std::uint64_t count(TypeMask types, std::uint8_t where);
    // Of the group's columns, over its events.
    const std::vector<ValueTable::Row>& table(std::uint16_t group);

    const EventColumns& columns() const { return m_columns; }
    double price(const SeenEvent& event) const { return m_columns.item(event.item).price; }
    double cartTotal(const SeenEvent& event) const { return m_columns.item(event.item).cartTotal; }
    TextPool::Token text(Column column, const SeenEvent& event) const { return m_columns.text(column, event.item, event.context); }
    bool isPlain(std::uint64_t token) const { return m_columns.texts().isPlain(static_cast<TextPool::Token>(token)); }
    std::string_view text(std::uint64_t token) const { return m_columns.texts().text(static_cast<TextPool::Token>(token)); }
    std::uint64_t prefix(std::uint64_t token) const { return m_columns.texts().prefix(static_cast<TextPool::Token>(token)); }
    bool isLess(std::uint64_t a, std::uint64_t b) const
    {
        return m_columns.texts().isLess(static_cast<TextPool::Token>(a), static_cast<TextPool::Token>(b));
    }

private:
    struct Table {
        ValueTable rows;
        std::uint64_t lastKey = 0; // of the event that was added last
        std::size_t lastRow = 0;
        std::size_t from = 0; // events before it are not in the table yet
        bool begun = false;
    };
    void unpack();
    std::uint64_t keyOf(const KeyPlans::GroupColumns& columns, const SeenEvent& event) const;
    void addTo(Table& table, std::uint64_t key, const SeenEvent& event) const;

    const KeyPlans& m_plans;
    const EventColumns& m_columns;
    const EventHistory* m_history = nullptr;
    std::size_t m_bottom = 0; // all other places count from here
    std::size_t m_count = 0;  // of events
    std::size_t m_first = 0;  // of the window
    std::uint64_t m_reading = 0;
    std::vector<SeenEvent> m_events;         // unpacked when they are asked for
    std::size_t m_unpacked = 0;              // from here on they are
    std::array<std::uint32_t, 32> m_types{}; // events by type, from m_typesFrom on
    std::size_t m_typesFrom = 0;
    std::vector<Table> m_tables;
};

} // namespace tailrace::features
