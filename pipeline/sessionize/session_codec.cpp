// SPDX-License-Identifier: Apache-2.0
#include "pipeline/sessionize/session_codec.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace tailrace::sessionize {
namespace {

constexpr std::size_t LeastBytes = 11; // of one session

// Every count, by one list for both directions.
template <class Counts>
auto countsOf(Counts& c)
{
    return std::array{&c.events, &c.pageViews, &c.productViews, &c.cartAdds, &c.cartRemoves, &c.checkouts};
}

// Times are written as what they are more than the time before, in milliseconds.
void encode(ByteWriter& out, const Session& session, std::int64_t previous)
{
    out.signedVarint(toMillis(session.first) - previous);
    out.varint(static_cast<std::uint64_t>(toMillis(session.last) - toMillis(session.first)));
    for (const std::uint32_t* count : countsOf(session.counts)) out.varint(*count);
    out.varint(session.revision);
    out.number(static_cast<std::uint8_t>(session.closed));
    std::vector<std::uint64_t> ids = session.eventIds.ids();
    std::sort(ids.begin(), ids.end());
    out.varint(ids.size());
    for (const std::uint64_t id : ids) out.number(id);
}

// Zero, and `in` refused, when the sum is no time.
EventTime later(ByteReader& in, std::int64_t from, std::int64_t by)
{
    std::int64_t sum = 0;
    if (__builtin_add_overflow(from, by, &sum)) in.refuse();
    return fromMillis(in.ok() ? sum : 0);
}

Session decode(ByteReader& in, std::int64_t previous)
{
    Session session;
    session.first = later(in, previous, in.signedVarint());
    const std::uint64_t length = in.varint();
    if (!std::in_range<std::int64_t>(length)) in.refuse();
    session.last = later(in, toMillis(session.first), static_cast<std::int64_t>(length));
    for (std::uint32_t* count : countsOf(session.counts)) *count = in.varintAs<std::uint32_t>();
    session.revision = in.varintAs<std::uint32_t>();
    const auto closed = in.number<std::uint8_t>();
    if (closed > 1) in.refuse();
    session.closed = closed == 1;
    std::vector<std::uint64_t> ids(in.count(sizeof(std::uint64_t)));
    for (std::uint64_t& id : ids) id = in.number<std::uint64_t>();
    if (!std::is_sorted(ids.begin(), ids.end())) in.refuse();
    session.eventIds = EventIdSet(std::move(ids));
    return session;
}

} // namespace

void encodeSessions(ByteWriter& out, const ShopperSessions& sessions)
{
    out.number(SessionCodecVersion);
    out.varint(sessions.sessions().size());
    std::int64_t previous = 0;
    for (const Session& session : sessions.sessions()) {
        encode(out, session, previous);
        previous = toMillis(session.last);
    }
}

Result<ShopperSessions> decodeSessions(ByteReader& in)
{
    if (const auto version = in.number<std::uint8_t>(); in.ok() && version != SessionCodecVersion) {
        in.refuse();
        return Error(ErrorCode::Unsupported, "sessions of version " + std::to_string(version));
    }
    const std::size_t count = in.count(LeastBytes);
    std::vector<Session> sessions;
    sessions.reserve(count);
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        sessions.push_back(decode(in, sessions.empty() ? 0 : toMillis(sessions.back().last)));
        if (i > 0 && sessions[i].first <= sessions[i - 1].last) in.refuse();
    }
    if (!in.ok()) return Error(ErrorCode::Corrupt, "sessions that nobody can have written");
    return ShopperSessions(std::move(sessions));
}

} // namespace tailrace::sessionize
