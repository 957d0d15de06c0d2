// SPDX-License-Identifier: Apache-2.0
#include "pipeline/kafka/hop_envelope.h"

#include "pipeline/base/byte_field.h"
#include "pipeline/base/short_duration.h"

namespace tailrace::kafka {
namespace {

constexpr std::uint32_t Version = 1;

} // namespace

HopEnvelope::Bytes HopEnvelope::encode() const
{
    Bytes bytes{};
    putField(bytes.data(), 0, Version);
    putField(bytes.data(), 4, static_cast<std::uint16_t>(flags));
    putField(bytes.data(), 6, packShort(lateness));
    putField(bytes.data(), 8, incarnation.value);
    putField(bytes.data(), 16, sequence.value);
    putField(bytes.data(), 24, toMillis(watermark));
    putField(bytes.data(), 32, toNanos(due));
    putField(bytes.data(), 40, toNanos(collectStarted));
    putField(bytes.data(), 48, toNanos(durable));
    putField(bytes.data(), 56, toNanos(produceStarted));
    return bytes;
}

std::optional<HopEnvelope> HopEnvelope::decode(std::string_view bytes)
{
    if (bytes.size() != Size || fieldAt<std::uint32_t>(bytes.data(), 0) != Version) return std::nullopt;
    return HopEnvelope{
        .incarnation = Incarnation(fieldAt<std::uint64_t>(bytes.data(), 8)),
        .sequence = Sequence(fieldAt<std::uint64_t>(bytes.data(), 16)),
        .watermark = fromMillis(fieldAt<std::int64_t>(bytes.data(), 24)),
        .due = fromNanos(fieldAt<std::int64_t>(bytes.data(), 32)),
        .collectStarted = fromNanos(fieldAt<std::int64_t>(bytes.data(), 40)),
        .durable = fromNanos(fieldAt<std::int64_t>(bytes.data(), 48)),
        .produceStarted = fromNanos(fieldAt<std::int64_t>(bytes.data(), 56)),
        .lateness = unpackShort(fieldAt<std::uint16_t>(bytes.data(), 6)),
        .flags = fieldAt<std::uint16_t>(bytes.data(), 4),
    };
}

} // namespace tailrace::kafka
