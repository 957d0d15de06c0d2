// SPDX-License-Identifier: Apache-2.0
#include "pipeline/kafka/hop_envelope.h"

#include <boost/endian/conversion.hpp>
#include <cstring>

namespace tailrace::kafka {
namespace {

constexpr std::uint32_t Version = 1;

template <class T>
void put(HopEnvelope::Bytes& bytes, std::size_t at, T value)
{
    const T little = boost::endian::native_to_little(value);
    std::memcpy(bytes.data() + at, &little, sizeof little);
}

template <class T>
T get(std::string_view bytes, std::size_t at)
{
    T little{};
    std::memcpy(&little, bytes.data() + at, sizeof little);
    return boost::endian::little_to_native(little);
}

} // namespace

HopEnvelope::Bytes HopEnvelope::encode() const
{
    Bytes bytes{};
    put(bytes, 0, Version);
    put(bytes, 4, flags);
    put(bytes, 8, incarnation.value);
    put(bytes, 16, sequence.value);
    put(bytes, 24, toMillis(watermark));
    put(bytes, 32, toNanos(due));
    put(bytes, 40, toNanos(collectStarted));
    put(bytes, 48, toNanos(durable));
    put(bytes, 56, toNanos(produceStarted));
    return bytes;
}

std::optional<HopEnvelope> HopEnvelope::decode(std::string_view bytes)
{
    if (bytes.size() != Size || get<std::uint32_t>(bytes, 0) != Version) return std::nullopt;
    return HopEnvelope{
        .incarnation = Incarnation(get<std::uint64_t>(bytes, 8)),
        .sequence = Sequence(get<std::uint64_t>(bytes, 16)),
        .watermark = fromMillis(get<std::int64_t>(bytes, 24)),
        .due = fromNanos(get<std::int64_t>(bytes, 32)),
        .collectStarted = fromNanos(get<std::int64_t>(bytes, 40)),
        .durable = fromNanos(get<std::int64_t>(bytes, 48)),
        .produceStarted = fromNanos(get<std::int64_t>(bytes, 56)),
        .flags = get<std::uint32_t>(bytes, 4),
    };
}

} // namespace tailrace::kafka
