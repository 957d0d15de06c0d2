// SPDX-License-Identifier: Apache-2.0
#include "pipeline/features/event_history.h"

#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <limits>
#include <new>

namespace tailrace::features {
namespace {

// Half of what 32 bits hold: 24 days before and after the first event.
constexpr std::int64_t BaseDistance = std::int64_t{1} << 31;
constexpr std::int64_t LargestOffset = std::numeric_limits<std::uint32_t>::max();

constexpr auto R = static_cast<std::ptrdiff_t>(EventHistory::RecordSize);

} // namespace

void EventHistory::swap(EventHistory& other) noexcept
{
    std::swap(m_records, other.m_records);
    std::swap(m_size, other.m_size);
    std::swap(m_capacity, other.m_capacity);
    std::swap(m_base, other.m_base);
    std::swap(m_changed, other.m_changed);
    std::swap(m_appended, other.m_appended);
}

std::size_t EventHistory::lowerBound(EventTime time) const
{
    constexpr std::int64_t Far = std::int64_t{1} << 60;
    const std::int64_t wanted = std::clamp(toMillis(time), -Far, Far) - m_base;
    if (m_size == 0 || offsetAt(0) >= wanted) return 0; // the longest windows usually hold everything
    // Most questions are about the newest few.
    std::size_t low = 1, high = m_size;
    for (std::size_t step = 1; low + step <= high; step *= 2) {
        const std::size_t probe = m_size - step;
        if (offsetAt(probe) < wanted) {
            low = probe + 1;
            break;
        }
        high = probe;
    }
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (offsetAt(middle) < wanted) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

void EventHistory::reserve(std::size_t size)
{
    if (size <= m_capacity) return;
    // Small steps: most histories are short, and the slack counts for every shopper. malloc hands out 16 n + 8 bytes.
    const std::size_t bytes = (size + 2 + size / 8) * RecordSize;
    const std::size_t rounded = (bytes + 23) / 16 * 16 - 8;
    void* grown = std::realloc(m_records.get(), rounded);
    if (!grown) throw std::bad_alloc();
    (void)m_records.release(); // realloc has freed or moved it
    m_records.reset(static_cast<unsigned char*>(grown));
    m_capacity = static_cast<std::uint32_t>(rounded / RecordSize);
}

// Shifts the base so that the time fits. What then lies too far before the newest event stands at the earliest time there is.
void EventHistory::makeRoom(std::int64_t millis)
{
    if (m_size == 0) m_base = millis - BaseDistance;
    if (millis >= m_base && millis - m_base <= LargestOffset) return;
    const std::int64_t oldest = std::min(millis, toMillis(timeAt(0)));
    const std::int64_t newest = std::max(millis, toMillis(timeAt(m_size - 1U)));
    const std::int64_t base = std::max(oldest - BaseDistance, newest - LargestOffset);
    const std::int64_t shift = m_base - base;
    for (std::size_t i = 0; i < m_size; ++i) {
        const auto offset = static_cast<std::uint32_t>(std::max<std::int64_t>(offsetAt(i) + shift, 0));
        std::memcpy(m_records.get() + i * RecordSize, &offset, sizeof offset);
    }
    m_base = base;
}

void EventHistory::insert(EventTime time, const RetainedEvent& event)
{
    makeRoom(toMillis(time));
    reserve(m_size + 1U);
    const EventRecord fields{.time = static_cast<std::uint32_t>(std::max<std::int64_t>(toMillis(time) - m_base, 0)), .event = event};
    std::size_t place = m_size;
    const auto isBehind = [&](std::size_t index) {
        const EventRecord there = recordAt(index);
        return there.time != fields.time ? there.time > fields.time : there.event.id > event.id;
    };
    while (place > 0 && isBehind(place - 1)) --place;
    unsigned char* const target = m_records.get() + place * RecordSize;
    std::memmove(target + R, target, (m_size - place) * RecordSize);
    fields.write(target);
    m_appended = m_appended != Rearranged && place + m_appended >= m_size ? m_appended + 1 : Rearranged;
    ++m_size;
    m_changed |= maskOf(event.type);
}

void EventHistory::erase(std::size_t index, EventColumns& columns)
{
    const RetainedEvent event = at(index);
    m_changed |= maskOf(event.type);
    m_appended = Rearranged;
    columns.release(event);
    unsigned char* const target = m_records.get() + index * RecordSize;
    std::memmove(target, target + R, (m_size - index - 1) * RecordSize);
    --m_size;
}

std::optional<std::size_t> EventHistory::find(std::uint64_t idHash, EventTime at) const
{
    for (std::size_t i = lowerBound(at); i < m_size && timeAt(i) == at; ++i) {
        if (this->at(i).id == keptBits(idHash)) return i;
    }
    return std::nullopt;
}

bool EventHistory::remove(std::uint64_t idHash, std::optional<EventTime> time, EventColumns& columns)
{
    const std::uint32_t id = keptBits(idHash);
    for (std::size_t i = m_size; i-- > 0;) {
        if (at(i).id != id || (time && timeAt(i) != *time)) continue;
        erase(i, columns);
        return true;
    }
    return false;
}

void EventHistory::prune(EventTime before, EventColumns& columns)
{
    const std::size_t gone = before == EventTime::max() ? m_size : lowerBound(before);
    if (gone == 0) return;
    m_appended = Rearranged;
    for (std::size_t i = 0; i < gone; ++i) {
        const RetainedEvent event = at(i);
        m_changed |= maskOf(event.type);
        columns.release(event);
    }
    m_size -= static_cast<std::uint32_t>(gone);
    if (m_size > 0) {
        std::memmove(m_records.get(), m_records.get() + gone * RecordSize, m_size * RecordSize);
    } else {
        m_records.reset();
        m_capacity = 0;
    }
}

void EventHistory::encode(ByteWriter& out, const EventColumns& columns) const
{
    // Each item and context in full where it first occurs, by its number from then on.
    boost::container::small_vector<std::uint32_t, 64> items, contexts;
    const auto numberOf = [](auto& known, std::uint32_t token) {
        const auto found = std::find(known.begin(), known.end(), token);
        const auto number = static_cast<std::size_t>(found - known.begin());
        if (found == known.end()) known.push_back(token);
        return number;
    };
    out.varint(m_size);
    std::int64_t before = 0;
    for (std::size_t i = 0; i < m_size; ++i) {
        const RetainedEvent event = at(i);
        const std::int64_t millis = toMillis(timeAt(i));
        out.signedVarint(millis - before);
        before = millis;
        out.varint(event.id);
        out.number(static_cast<std::uint8_t>(static_cast<unsigned>(event.type) | (event.isPayment ? 0x80U : 0U)));
        out.number(event.where);
        const std::size_t knownItems = items.size(), knownContexts = contexts.size();
        const std::size_t item = numberOf(items, event.item);
        out.varint(item);
        if (item == knownItems) columns.encodeItem(out, event.item);
        const std::size_t context = numberOf(contexts, event.context);
        out.varint(context);
        if (context == knownContexts) columns.encodeContext(out, event.context);
    }
}

EventHistory EventHistory::decode(ByteReader& in, EventColumns& columns)
{
    EventHistory history;
    boost::container::small_vector<std::uint32_t, 64> items, contexts;
    const std::size_t count = in.count(6);
    history.reserve(count);
    std::int64_t millis = 0;
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        RetainedEvent event;
        millis += in.signedVarint();
        event.id = in.varintAs<std::uint32_t>() & 0xFFFFFFU;
        const auto type = in.number<std::uint8_t>();
        if ((type & 0x7FU) > static_cast<unsigned>(event::EventType::Other)) in.refuse();
        event.type = static_cast<event::EventType>(type & 0x7FU);
        event.isPayment = type >= 0x80U;
        event.where = in.number<std::uint8_t>();
        const auto token = [&in](auto& known, auto decodeNew) -> std::pair<std::uint32_t, bool> {
            const std::uint64_t number = in.varint();
            if (number > known.size()) in.refuse();
            if (!in.ok()) return {0, false};
            if (number < known.size()) return {known[static_cast<std::size_t>(number)], true};
            known.push_back(decodeNew());
            return {known.back(), false};
        };
        const auto [item, isKnownItem] = token(items, [&] { return columns.decodeItem(in); });
        const auto [context, isKnownContext] = token(contexts, [&] { return columns.decodeContext(in); });
        columns.use({.item = isKnownItem ? item : 0, .context = isKnownContext ? context : 0});
        event.item = item;
        event.context = context;
        history.insert(fromMillis(millis), event);
    }
    history.m_appended = Rearranged;
    if (!in.ok()) history.clear(columns);
    return history;
}

} // namespace tailrace::features
