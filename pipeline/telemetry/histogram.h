// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace tailrace::telemetry {

// Latency histogram in HdrHistogram's log-linear layout: 2048 sub-buckets, so 3 significant digits, in units of
// 128 ns, up to about 1.2 hours; longer values are clamped and counted in overflow(). Recording is a handful of
// instructions; the counts reach only as far as the longest value, so an empty histogram costs nothing and a short one
// little. Not thread-safe; merge() is how threads and seconds add up.
class Histogram {
public:
    static constexpr int UnitShift = 7;
    static constexpr int SubBucketBits = 11;
    static constexpr std::uint64_t SubBuckets = 1U << SubBucketBits;
    static constexpr int Buckets = 25;
    static constexpr std::size_t Slots = static_cast<std::size_t>(Buckets + 1) * (SubBuckets / 2);
    // Below this many samples a P99 is not shown.
    static constexpr std::uint64_t MinimumForP99 = 1000;

    void record(std::chrono::nanoseconds value)
    {
        const auto nanos = value.count() < 0 ? 0 : static_cast<std::uint64_t>(value.count());
        std::size_t slot = slotOf(nanos);
        if (slot >= m_counts.size()) [[unlikely]]
            slot = reach(slot);
        ++m_counts[slot];
        ++m_count;
        m_max = nanos > m_max ? nanos : m_max;
        m_min = nanos < m_min ? nanos : m_min;
        m_sum += nanos;
    }

    void merge(const Histogram& other);
    void clear();

    std::uint64_t count() const { return m_count; }
    std::uint64_t overflow() const { return m_overflow; }
    std::chrono::nanoseconds max() const { return std::chrono::nanoseconds(static_cast<std::int64_t>(m_max)); }
    std::chrono::nanoseconds min() const { return std::chrono::nanoseconds(m_count ? static_cast<std::int64_t>(m_min) : 0); }
    std::chrono::nanoseconds mean() const;
    // The highest value equivalent to the slot that holds the quantile (0..1), never above max(). 0 when empty.
    std::chrono::nanoseconds quantile(double q) const;

    struct Bar {
        std::chrono::nanoseconds from{}, to{}; // [from, to)
        std::uint64_t count = 0;
    };
    // The slots that hold something, in order; what overflowed is a bar of its own at the end.
    std::vector<Bar> bars() const;
    // The values that land in a slot; its count is 0.
    static Bar boundsOf(std::size_t slot);

    // Compact, versioned, checksummed by the container it is stored in. decode() refuses anything malformed.
    // A failed decode leaves `out` as it was.
    std::vector<std::uint8_t> encode() const;
    static bool decode(const std::uint8_t* data, std::size_t size, Histogram& out);

    static std::size_t slotOf(std::uint64_t nanos)
    {
        const std::uint64_t units = nanos >> UnitShift;
        const int bucket = 64 - SubBucketBits - std::countl_zero(units | (SubBuckets - 1));
        const std::uint64_t sub = units >> bucket;
        return (static_cast<std::size_t>(bucket + 1) << (SubBucketBits - 1)) + static_cast<std::size_t>(sub) - SubBuckets / 2;
    }

private:
    std::size_t reach(std::size_t slot); // makes room for it, or clamps it
    std::size_t firstSlot() const;       // of the used ones
    std::size_t endSlot() const;
    bool isPlausible() const;

    std::vector<std::uint64_t> m_counts; // as far as the longest value so far, in steps of a half bucket
    std::uint64_t m_count = 0;
    std::uint64_t m_overflow = 0;
    std::uint64_t m_sum = 0;
    std::uint64_t m_max = 0;
    std::uint64_t m_min = UINT64_MAX;
};

} // namespace tailrace::telemetry
