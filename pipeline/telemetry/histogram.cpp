// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/histogram.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "pipeline/base/byte_codec.h"

namespace tailrace::telemetry {
namespace {

constexpr std::uint8_t EncodingVersion = 1;
constexpr std::size_t HalfBucket = Histogram::SubBuckets / 2;

std::chrono::nanoseconds nanoseconds(std::uint64_t nanos) { return std::chrono::nanoseconds(static_cast<std::int64_t>(nanos)); }

// The least rank (1 = smallest) that covers the share q; the last bits of a product like 0.07 * 100 do not count.
std::uint64_t rankOf(double q, std::uint64_t count)
{
    constexpr double Rounding = 1.0 - 4 * std::numeric_limits<double>::epsilon();
    const double rank = std::ceil(std::clamp(q, 0.0, 1.0) * static_cast<double>(count) * Rounding);
    return std::clamp<std::uint64_t>(static_cast<std::uint64_t>(rank), 1, count);
}

} // namespace

std::size_t Histogram::reach(std::size_t slot)
{
    if (slot >= Slots) {
        ++m_overflow;
        slot = Slots - 1;
    }
    if (slot >= m_counts.size()) m_counts.resize((slot / HalfBucket + 1) * HalfBucket);
    return slot;
}

std::size_t Histogram::firstSlot() const { return m_count == 0 ? 0 : std::min(slotOf(m_min), Slots - 1); }

std::size_t Histogram::endSlot() const { return m_count == 0 ? 0 : std::min(slotOf(m_max) + 1, m_counts.size()); }

void Histogram::merge(const Histogram& other)
{
    const std::size_t end = other.endSlot();
    if (end > m_counts.size()) m_counts.resize(((end - 1) / HalfBucket + 1) * HalfBucket);
    for (std::size_t slot = other.firstSlot(); slot < end; ++slot) m_counts[slot] += other.m_counts[slot];
    m_count += other.m_count;
    m_overflow += other.m_overflow;
    m_sum += other.m_sum;
    m_max = std::max(m_max, other.m_max);
    m_min = std::min(m_min, other.m_min);
}

void Histogram::clear()
{
    for (std::size_t slot = firstSlot(); slot < endSlot(); ++slot) m_counts[slot] = 0;
    m_count = m_overflow = m_sum = m_max = 0;
    m_min = UINT64_MAX;
}

std::chrono::nanoseconds Histogram::mean() const { return nanoseconds(m_count == 0 ? 0 : m_sum / m_count); }

std::chrono::nanoseconds Histogram::quantile(double q) const
{
    if (m_count == 0) return {};
    const std::uint64_t rank = rankOf(q, m_count);
    if (rank > m_count - m_overflow) return max();
    std::uint64_t seen = 0;
    for (std::size_t slot = firstSlot(); slot < endSlot(); ++slot) {
        seen += m_counts[slot];
        if (seen >= rank) return std::min(boundsOf(slot).to - std::chrono::nanoseconds(1), max());
    }
    return max();
}

Histogram::Bar Histogram::boundsOf(std::size_t slot)
{
    const std::uint64_t bucket = slot < SubBuckets ? 0 : slot / HalfBucket - 1;
    const std::uint64_t sub = slot < SubBuckets ? slot : slot % HalfBucket + HalfBucket;
    return {nanoseconds(sub << (bucket + UnitShift)), nanoseconds((sub + 1) << (bucket + UnitShift)), 0};
}

std::vector<Histogram::Bar> Histogram::bars() const
{
    std::vector<Bar> result;
    for (std::size_t slot = firstSlot(); slot < endSlot(); ++slot) {
        Bar bar = boundsOf(slot);
        bar.count = m_counts[slot] - (slot == Slots - 1 ? m_overflow : 0);
        if (bar.count > 0) result.push_back(bar);
    }
    if (m_overflow > 0) result.push_back({boundsOf(Slots - 1).to, max() + std::chrono::nanoseconds(1), m_overflow});
    return result;
}

std::vector<std::uint8_t> Histogram::encode() const
{
    ByteWriter out;
    out.number(EncodingVersion);
    for (const std::uint64_t value : {m_count, m_overflow, m_sum, m_min, m_max}) out.varint(value);
    std::uint64_t zeros = 0;
    for (std::size_t slot = firstSlot(); slot < endSlot(); ++slot) {
        if (m_counts[slot] == 0) {
            ++zeros;
            continue;
        }
        out.varint(zeros);
        out.varint(m_counts[slot]);
        zeros = 0;
    }
    return {out.bytes().begin(), out.bytes().end()};
}

bool Histogram::decode(const std::uint8_t* data, std::size_t size, Histogram& out)
{
    if (size == 0 || data[0] != EncodingVersion) return false;
    ByteReader in({reinterpret_cast<const char*>(data) + 1, size - 1});
    Histogram read;
    for (std::uint64_t* field : {&read.m_count, &read.m_overflow, &read.m_sum, &read.m_min, &read.m_max}) *field = in.varint();
    if (!in.ok()) return false;
    std::uint64_t total = 0;
    std::size_t slot = read.firstSlot();
    while (!in.atEnd()) {
        const std::uint64_t zeros = in.varint(), count = in.varint();
        if (!in.ok()) return false;
        if (zeros >= Slots - slot || count == 0 || count > read.m_count - total) return false;
        slot += zeros;
        if (slot >= read.m_counts.size()) read.m_counts.resize((slot / HalfBucket + 1) * HalfBucket);
        read.m_counts[slot++] = count;
        total += count;
        if (slot == Slots && !in.atEnd()) return false;
    }
    if (total != read.m_count || !read.isPlausible()) return false;
    out = std::move(read);
    return true;
}

// Whether the fields can belong to the counts: what record() and merge() can never leave behind is refused.
bool Histogram::isPlausible() const
{
    if (m_count == 0) return m_overflow == 0 && m_sum == 0 && m_max == 0 && m_min == UINT64_MAX;
    constexpr auto Longest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (m_min > m_max || m_max > Longest) return false;
    const std::size_t last = std::min(slotOf(m_max), Slots - 1);
    if (last >= m_counts.size() || m_counts[firstSlot()] == 0 || m_counts[last] == 0) return false;
    for (std::size_t slot = last + 1; slot < m_counts.size(); ++slot) {
        if (m_counts[slot] != 0) return false;
    }
    const std::uint64_t inLast = m_counts.size() == Slots ? m_counts[Slots - 1] : 0;
    if (m_overflow > inLast || (m_overflow > 0) != (slotOf(m_max) >= Slots)) return false;
    if (slotOf(m_min) >= Slots && m_overflow != m_count) return false;
    const std::uint64_t mean = m_sum / m_count;
    return mean >= m_min && mean <= m_max;
}

} // namespace tailrace::telemetry
