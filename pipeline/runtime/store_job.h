// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/base/bounded_queue.h"
#include "pipeline/event/event.h"
#include "pipeline/ports/feature_store.h"
#include "pipeline/telemetry/event_stamps.h"

namespace tailrace::runtime {

// Names a shopper's slot in a worker's table; stale when the slot was reused.
struct SlotRef {
    std::uint32_t slot = 0;
    std::uint32_t generation = 0;
};

// What is still needed of an event once it is applied. Stamps stand apart, in the same order, so that they can be recorded as one span.
struct EventRow {
    event::EventType type = event::EventType::Other;
    bool request = false;
    bool isPast = false; // generated past: applied and stored like any other, measured nowhere
    Partition partition{};
    Sequence sequence{};
    std::uint32_t textAt = 0; // id, then shopper
    std::uint16_t idLength = 0;
    std::uint16_t shopperLength = 0;
};

// The applied events of one worker batch, and the values that they changed. Recycled: a job in use allocates nothing.
class EventRows {
public:
    void clear()
    {
        rows.clear();
        stamps.clear();
        m_text.clear();
        m_past = 0;
    }
    void add(const event::Event& event, std::string_view owner, EventRow row, const telemetry::EventStamps& stamp)
    {
        row.type = event.type;
        place(row, event.id, owner);
        m_past += row.isPast ? 1U : 0U;
        rows.push_back(row);
        stamps.push_back(stamp);
    }
    // Copies one row of another.
    void add(const EventRows& other, std::size_t index)
    {
        EventRow row = other.rows[index];
        place(row, other.id(row), other.shopper(row));
        m_past += row.isPast ? 1U : 0U;
        rows.push_back(row);
        stamps.push_back(other.stamps[index]);
    }
    // How many are generated past.
    std::size_t past() const { return m_past; }
    // What is measured nowhere needs nothing more once it is applied.
    void leavePastOut()
    {
        if (std::exchange(m_past, 0) == 0) return;
        std::size_t kept = 0;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (rows[i].isPast) continue;
            rows[kept] = rows[i];
            stamps[kept++] = stamps[i];
        }
        rows.resize(kept);
        stamps.resize(kept);
    }
    std::string_view id(const EventRow& row) const { return std::string_view(m_text).substr(row.textAt, row.idLength); }
    std::string_view shopper(const EventRow& row) const
    {
        return std::string_view(m_text).substr(row.textAt + row.idLength, row.shopperLength);
    }

    std::vector<EventRow> rows;
    std::vector<telemetry::EventStamps> stamps;

private:
    void place(EventRow& row, std::string_view id, std::string_view shopper)
    {
        row.textAt = static_cast<std::uint32_t>(m_text.size());
        row.idLength = static_cast<std::uint16_t>(id.size());
        row.shopperLength = static_cast<std::uint16_t>(shopper.size());
        m_text.append(id).append(shopper);
    }
    std::string m_text;
    std::size_t m_past = 0;
};

struct StoreJob {
    EventRows events;
    std::vector<FeatureBatch> batches;         // one per partition; empty ones are not sent
    std::vector<std::vector<SlotRef>> written; // per partition: whose values its batch holds
    std::uint64_t recovery = 0;                // the store's recovery that the worker knew of
    bool endsRecovery = false;                 // all that was dirty has been written with this one
    bool failed = false;                       // on its way back: the values did not reach the store

    void clear()
    {
        events.clear();
        for (FeatureBatch& batch : batches) batch.clear();
        for (auto& refs : written) refs.clear();
        endsRecovery = failed = false;
    }
};

using StoreQueue = BoundedQueue<std::unique_ptr<StoreJob>>;

} // namespace tailrace::runtime
