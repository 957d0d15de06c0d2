// SPDX-License-Identifier: Apache-2.0
#include "pipeline/redis/redis_error.h"

#include <algorithm>
#include <cerrno>
#include <string>

#include <hiredis/hiredis.h>

namespace tailrace::redis {
namespace {

std::string at(std::string_view where, std::string_view what) { return "Redis at " + std::string(where) + ": " + std::string(what); }

struct Meaning {
    std::string_view word;
    ErrorCode code;
    std::string_view text; // empty: the server's own words
};

// First words of error replies. A script may wrap them ("ERR Error running script …: WRONGTYPE …").
constexpr Meaning Meanings[] = {
    {"FENCED", ErrorCode::Fenced, "a writer with a higher epoch owns the partition"},
    {"WRONGTYPE", ErrorCode::InvalidInput, "a key of the batch, or the partition's cell, exists with another type than hash"},
    {"OOM", ErrorCode::Full, "its maxmemory is reached and its policy evicts nothing"},
    {"LOADING", ErrorCode::Unavailable, "is still loading its data"},
    {"BUSY", ErrorCode::Unavailable, "is busy with a script"},
    {"MASTERDOWN", ErrorCode::Unavailable, "has lost its primary"},
    {"CLUSTERDOWN", ErrorCode::Unavailable, "the cluster is down"},
    {"TRYAGAIN", ErrorCode::Unavailable, "the cluster is moving the slot"},
    {"READONLY", ErrorCode::Unavailable, "is a read-only replica; point at the primary"},
    {"NOREPLICAS", ErrorCode::Unavailable, "has not enough replicas to accept writes"},
    {"MISCONF", ErrorCode::Io, "refuses writes because it cannot persist; see its log"},
    {"UNKILLABLE", ErrorCode::Unavailable, "is busy with a script"},
    {"NOAUTH", ErrorCode::InvalidInput, "asks for a password; give redis://user:password@host:port"},
    {"WRONGPASS", ErrorCode::InvalidInput, "refuses this user name and password"},
    {"NOPERM", ErrorCode::InvalidInput, "does not permit this user CLIENT, SCRIPT, EVALSHA, HMGET, HSET and DEL on tr:*"},
    {"MOVED", ErrorCode::Unsupported, "is a Redis Cluster, and another node owns the slot"},
    {"ASK", ErrorCode::Unsupported, "is a Redis Cluster, and another node owns the slot"},
    {"CROSSSLOT", ErrorCode::Unsupported, "is a Redis Cluster, and the keys lie in several slots"},
};

bool isWordAt(std::string_view text, std::size_t begin, std::size_t length)
{
    const auto boundary = [&](std::size_t i) { return i >= text.size() || text[i] == ' ' || text[i] == ':' || text[i] == '-'; };
    return (begin == 0 || boundary(begin - 1)) && boundary(begin + length);
}

const Meaning* meaningOf(std::string_view text)
{
    const bool wrapped = text.starts_with("ERR Error running script");
    for (const Meaning& meaning : Meanings) {
        const auto found = wrapped ? text.find(meaning.word) : (text.starts_with(meaning.word) ? 0 : std::string_view::npos);
        if (found != std::string_view::npos && isWordAt(text, found, meaning.word.size())) return &meaning;
    }
    return nullptr;
}

// A reply may quote our arguments, which are a shopper's data.
std::string withoutArguments(std::string_view text)
{
    constexpr std::size_t Longest = 160;
    std::string shown(text.substr(0, std::min(text.find(", with args beginning"), Longest)));
    std::replace_if(
        shown.begin(), shown.end(), [](unsigned char c) { return c < 0x20 || c >= 0x7f; }, '?');
    return shown;
}

} // namespace

Error contextError(const redisContext& context, std::string_view where)
{
    const int systemError = errno;
    switch (context.err) {
    case REDIS_ERR_IO:
        if (systemError == EAGAIN || systemError == ETIMEDOUT) return {ErrorCode::Timeout, at(where, "does not answer")};
        return {ErrorCode::Unavailable, at(where, context.errstr)};
    case REDIS_ERR_EOF: return {ErrorCode::Unavailable, at(where, "closed the connection")};
    case REDIS_ERR_PROTOCOL: return {ErrorCode::Unsupported, at(where, "does not speak Redis' protocol; is this another server's port?")};
    case REDIS_ERR_OOM: return {ErrorCode::Full, at(where, "no memory for its reply")};
    case REDIS_ERR_OTHER: return {ErrorCode::Unavailable, at(where, context.errstr)};
    default: return {ErrorCode::Internal, at(where, "hiredis reports error " + std::to_string(context.err))};
    }
}

Error replyError(std::string_view text, std::string_view where)
{
    if (const Meaning* meaning = meaningOf(text)) return {meaning->code, at(where, meaning->text)};
    return {ErrorCode::Unsupported, at(where, "answers: " + withoutArguments(text))};
}

Error loginError(std::string_view text, std::string_view where)
{
    if (const Meaning* meaning = meaningOf(text)) return {meaning->code, at(where, meaning->text)};
    return {ErrorCode::InvalidInput, at(where, "refuses AUTH; perhaps it has no password set, or knows no users (before Redis 6)")};
}

bool isMissingScript(std::string_view text) { return text.starts_with("NOSCRIPT"); }

} // namespace tailrace::redis
