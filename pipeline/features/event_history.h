// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <utility>

#include "pipeline/base/byte_codec.h"
#include "pipeline/base/clock.h"
#include "pipeline/base/result.h"
#include "pipeline/features/event_columns.h"

namespace tailrace::features {

// The retained events of one key, ordered by time: 14 bytes each, and what malloc adds to the whole. What it holds in the
// columns goes back by prune(), remove() or clear(), not by the destructor. Equal sets of events give equal histories,
// whatever their order of arrival.
class EventHistory {
public:
    static constexpr std::size_t RecordSize = 14;

    EventHistory() = default;
    EventHistory(EventHistory&& other) noexcept { swap(other); }
    EventHistory& operator=(EventHistory&& other) noexcept
    {
        swap(other);
        return *this;
    }

    // An event with this place in time; takes over what it holds in the columns.
    void insert(EventTime time, const RetainedEvent& event);
    // By the hash of its id; of several (24 bits are kept), one at `time`, if given. False: it is not here.
    bool remove(std::uint64_t idHash, std::optional<EventTime> time, EventColumns& columns);
    // The event with that hash of its id at that time; none: it is not here.
    std::optional<std::size_t> find(std::uint64_t idHash, EventTime at) const;
    void erase(std::size_t index, EventColumns& columns);
    // Of an id's hash, what is kept.
    static std::uint32_t keptBits(std::uint64_t idHash) { return static_cast<std::uint32_t>(idHash & 0xFFFFFFU); }
    // Forgets the events before that time.
    void prune(EventTime before, EventColumns& columns);
    void clear(EventColumns& columns) { prune(EventTime::max(), columns); }

    std::size_t size() const { return m_size; }
    EventTime timeAt(std::size_t index) const { return fromMillis(m_base + offsetAt(index)); }
    RetainedEvent at(std::size_t index) const;
    // The first event at that time or later; size() if there is none.
    std::size_t lowerBound(EventTime time) const;

    // Types of events that came or went since settle().
    TypeMask changed() const { return m_changed; }
    void settle() { m_changed = 0; }

    void encode(ByteWriter& out, const EventColumns& columns) const;
    static EventHistory decode(ByteReader& in, EventColumns& columns);

    std::size_t bytes() const { return m_capacity * RecordSize; }

private:
    struct Free {
        void operator()(unsigned char* records) const { std::free(records); }
    };
    void swap(EventHistory& other) noexcept;
    std::uint32_t offsetAt(std::size_t index) const;
    void reserve(std::size_t size);
    void makeRoom(std::int64_t millis);

    std::unique_ptr<unsigned char[], Free> m_records;
    std::uint32_t m_size = 0;
    std::uint32_t m_capacity = 0;
    std::int64_t m_base = 0; // that the records' times count from, ms
    TypeMask m_changed = 0;
};

} // namespace tailrace::features
