// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/packed_series.h"

#include "pipeline/base/byte_codec.h"

namespace tailrace::telemetry {
namespace {

PackedSeries::Entry readEntry(ByteReader& in)
{
    const std::string_view key = in.text();
    const std::uint64_t samples = in.varint();
    const std::string_view histogram = in.text();
    return {key, samples, {reinterpret_cast<const std::uint8_t*>(histogram.data()), histogram.size()}};
}

std::optional<Histogram> decoded(std::span<const std::uint8_t> bytes)
{
    std::optional<Histogram> histogram(std::in_place);
    if (!Histogram::decode(bytes.data(), bytes.size(), *histogram)) histogram.reset();
    return histogram;
}

} // namespace

PackedSeries::PackedSeries(const Series& series)
{
    for (const auto& [key, histogram] : series)
        if (histogram.count() > 0) append(key, histogram.count(), histogram.encode());
    m_bytes.shrink_to_fit(); // it is kept for long, and rarely added to
}

bool PackedSeries::add(std::string_view key, std::span<const std::uint8_t> histogram)
{
    if (!empty() && key <= ByteReader(std::string_view(m_bytes).substr(m_lastEntry)).text()) return false;
    const auto read = decoded(histogram);
    if (read && read->count() > 0) append(key, read->count(), histogram);
    return read.has_value();
}

void PackedSeries::append(std::string_view key, std::uint64_t samples, std::span<const std::uint8_t> histogram)
{
    ByteWriter entry;
    entry.text(key);
    entry.varint(samples);
    entry.text({reinterpret_cast<const char*>(histogram.data()), histogram.size()});
    m_lastEntry = m_bytes.size();
    m_bytes += entry.bytes();
}

std::optional<Histogram> PackedSeries::find(std::string_view key) const
{
    for (ByteReader in(m_bytes); !in.atEnd();)
        if (const Entry entry = readEntry(in); entry.key == key) return decoded(entry.histogram);
    return std::nullopt;
}

std::vector<PackedSeries::Entry> PackedSeries::entries() const
{
    std::vector<Entry> all;
    for (ByteReader in(m_bytes); !in.atEnd();) all.push_back(readEntry(in));
    return all;
}

Series PackedSeries::unpack() const
{
    Series series;
    mergeInto(series, *this);
    return series;
}

void mergeInto(Series& sum, const PackedSeries& more)
{
    for (const PackedSeries::Entry& entry : more.entries())
        if (const auto histogram = decoded(entry.histogram)) sum[std::string(entry.key)].merge(*histogram);
}

} // namespace tailrace::telemetry
