// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include "pipeline/base/byte_codec.h"
#include "pipeline/base/clock.h"
#include "pipeline/base/result.h"
#include "pipeline/features/event_columns.h"
#include "pipeline/features/event_record.h"

namespace tailrace::features {

// The retained events of one key, ordered by time: 14 bytes each, and what malloc adds to the whole. What it holds in the
// columns goes back by prune(), remove() or clear(), not by the destructor. Equal sets of events give equal histories,
// whatever their order of arrival.
class EventHistory {
public:
    static constexpr std::size_t RecordSize = EventRecord::Size;

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

    // It will be read soon, from the end. Inline, for g++ takes a call that only prefetches for one without effect, and leaves it out.
    [[gnu::always_inline]] inline void expect() const
    {
        constexpr std::ptrdiff_t Line = 64, Most = 6;
        const unsigned char* const begin = m_records.get();
        const unsigned char* const end = begin + m_size * RecordSize;
        for (std::ptrdiff_t i = 0; i < Most && end - begin >= i * Line; ++i) __builtin_prefetch(end - i * Line, 1);
    }

    std::size_t size() const { return m_size; }
    EventTime timeAt(std::size_t index) const { return fromMillis(m_base + offsetAt(index)); }
    RetainedEvent at(std::size_t index) const { return recordAt(index).event; }
    EventRecord recordAt(std::size_t index) const { return EventRecord::read(m_records.get() + index * RecordSize); }
    // What the times of records count from.
    EventTime base() const { return fromMillis(m_base); }
    // The first event at that time or later; size() if there is none.
    std::size_t lowerBound(EventTime time) const;

    // Types of events that came or went since settle().
    TypeMask changed() const { return m_changed; }
    // When all that happened since then is that events came, and all of these stand behind all others: how many came.
    std::optional<std::size_t> appended() const { return m_appended == Rearranged ? std::nullopt : std::optional<std::size_t>(m_appended); }
    void settle() { m_changed = m_appended = 0; }

    void encode(ByteWriter& out, const EventColumns& columns) const;
    static EventHistory decode(ByteReader& in, EventColumns& columns);

    std::size_t bytes() const { return m_capacity * RecordSize; }

private:
    struct Free {
        void operator()(unsigned char* records) const { std::free(records); }
    };
    void swap(EventHistory& other) noexcept;
    std::uint32_t offsetAt(std::size_t index) const
    {
        std::uint32_t offset = 0;
        std::memcpy(&offset, m_records.get() + index * RecordSize, sizeof offset);
        return offset;
    }
    void reserve(std::size_t size);
    void makeRoom(std::int64_t millis);

    std::unique_ptr<unsigned char[], Free> m_records;
    std::uint32_t m_size = 0;
    std::uint32_t m_capacity = 0;
    std::int64_t m_base = 0; // that the records' times count from, ms
    TypeMask m_changed = 0;
    static constexpr std::uint32_t Rearranged = UINT32_MAX;
    std::uint32_t m_appended = 0; // since settle(); Rearranged: something else happened, too
};

} // namespace tailrace::features
