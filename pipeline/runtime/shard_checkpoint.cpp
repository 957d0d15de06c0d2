// SPDX-License-Identifier: Apache-2.0
// A shard as bytes: what changed since the last checkpoint, owner by owner, and back.
#include "pipeline/base/byte_codec.h"
#include "pipeline/runtime/shard.h"
#include "pipeline/sessionize/session_codec.h"

namespace tailrace::runtime {
namespace {

constexpr std::uint8_t Version = 2;

Error damaged(std::string_view what) { return {ErrorCode::Corrupt, "the checkpoint of " + std::string(what)}; }

void encodeTimes(ByteWriter& out, const std::vector<EventTime>& times)
{
    out.varint(times.size());
    for (const EventTime at : times) out.signedVarint(toMillis(at));
}

std::vector<EventTime> decodeTimes(ByteReader& in)
{
    std::vector<EventTime> times(in.count(1));
    for (EventTime& at : times) at = fromMillis(in.signedVarint());
    return times;
}

void encodeRejected(ByteWriter& out, const std::vector<RejectedEvent>& rejected)
{
    out.varint(rejected.size());
    for (const RejectedEvent& event : rejected) {
        out.number(event.id);
        out.signedVarint(toMillis(event.at));
        out.signedVarint(toMillis(event.seen));
        out.number(static_cast<std::uint8_t>(event.outcome));
    }
}

std::vector<RejectedEvent> decodeRejected(ByteReader& in)
{
    std::vector<RejectedEvent> rejected(in.count(11));
    for (RejectedEvent& event : rejected) {
        event.id = in.number<std::uint64_t>();
        event.at = fromMillis(in.signedVarint());
        event.seen = fromMillis(in.signedVarint());
        const auto outcome = in.number<std::uint8_t>();
        if (outcome > static_cast<std::uint8_t>(sessionize::Outcome::Late)) in.refuse();
        event.outcome = static_cast<sessionize::Outcome>(outcome);
    }
    return rejected;
}

} // namespace

std::string Shard::encodeHeader() const
{
    ByteWriter out;
    out.number(Version);
    out.signedVarint(toMillis(m_watermark));
    for (const std::uint64_t count : {m_counts.applied, m_counts.duplicate, m_counts.late, m_counts.handovers, m_counts.retractions,
             m_counts.undecodable, m_counts.unreadMoves})
        out.varint(count);
    return out.take();
}

Result<void> Shard::restoreHeader(std::string_view bytes)
{
    ByteReader in(bytes);
    if (const auto version = in.number<std::uint8_t>(); version != Version)
        return Error(ErrorCode::Unsupported, "a checkpoint of version " + std::to_string(version));
    const EventTime watermark = fromMillis(in.signedVarint());
    ShardCounts counts;
    for (std::uint64_t* count : {&counts.applied, &counts.duplicate, &counts.late, &counts.handovers, &counts.retractions,
             &counts.undecodable, &counts.unreadMoves})
        *count = in.varint();
    if (!in.atEnd()) return damaged("a partition");
    m_watermark = watermark;
    m_counts = counts;
    m_timers.advance(watermark, [](const Timer&) {});
    return {};
}

std::string Shard::encodeOwner(const ShopperSlot& slot) const
{
    ByteWriter out;
    out.varint(slot.version);
    sessionize::encodeSessions(out, slot.timeline.sessions());
    slot.timeline.history().encode(out, m_columns);
    out.number(static_cast<std::uint8_t>(slot.viewer != nullptr));
    if (slot.viewer) slot.viewer->state.encode(out, m_columns.texts());
    encodeTimes(out, slot.erased);
    encodeRejected(out, slot.rejected);
    return out.take();
}

Result<void> Shard::restore(std::string_view owner, std::string_view bytes)
{
    ByteReader in(bytes);
    const SlotRef ref = m_shoppers.findOrAdd(owner);
    ShopperSlot& slot = *m_shoppers.get(ref);
    slot.version = in.varint();
    auto sessions = sessionize::decodeSessions(in);
    if (sessions) {
        slot.timeline.sessions() = std::move(*sessions);
        slot.timeline.history() = features::EventHistory::decode(in, m_columns);
        if (in.number<std::uint8_t>() != 0) {
            slot.viewer = std::make_unique<ShopperViewer>();
            slot.viewer->state = features::ViewerState::decode(in, m_columns.texts());
        }
        slot.erased = decodeTimes(in);
        slot.rejected = decodeRejected(in);
    }
    if (!sessions || !in.atEnd()) {
        discard(ref, slot);
        return damaged(owner);
    }
    slot.timeline.history().settle();
    mark(ref, slot); // the store may hold less, or what came later
    m_emitter.restored(ref);
    arm(ref, slot);
    return {};
}

} // namespace tailrace::runtime
