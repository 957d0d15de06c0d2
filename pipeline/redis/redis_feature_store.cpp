// SPDX-License-Identifier: Apache-2.0
#include "pipeline/redis/redis_feature_store.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include <hiredis/hiredis.h>

#include "pipeline/redis/feature_script.h"
#include "pipeline/redis/key_layout.h"
#include "pipeline/redis/packed_texts.h"
#include "pipeline/redis/redis_error.h"
#include "pipeline/redis/reply_text.h"
#include "pipeline/redis/server_info.h"

namespace tailrace::redis {
namespace {

constexpr std::size_t MostArguments = 1'000'000; // Redis closes the connection at 1 048 576

bool isArrayOf(const redisReply& reply, std::size_t count) { return reply.type == REDIS_REPLY_ARRAY && reply.elements == count; }

std::string_view ruleWord(FeatureBatch::PositionRule rule)
{
    switch (rule) {
    case FeatureBatch::PositionRule::Advance: return "advance";
    case FeatureBatch::PositionRule::Leave: return "leave";
    case FeatureBatch::PositionRule::Set: return "set";
    }
    return "advance";
}

// How often an entry's key is given: once for each MostPackedTexts of its fields, and once when there are none (delete).
std::size_t piecesOf(const FeatureBatch::Entry& entry)
{
    return std::max<std::size_t>(1, (entry.fieldCount + MostPackedTexts - 1) / MostPackedTexts);
}

std::size_t piecesOf(const FeatureBatch& batch)
{
    std::size_t pieces = 0;
    for (const auto& entry : batch.entries()) pieces += piecesOf(entry);
    return pieces;
}

std::size_t argumentsOf(const FeatureBatch& batch)
{
    return 8 + 2 * piecesOf(batch); // EVALSHA, sha, number of keys, cell, epoch, incarnation, next, rule; each key and its texts
}

} // namespace

RedisFeatureStore::RedisFeatureStore(RedisAddress address, RedisFeatureStoreOptions options)
    : m_options(options),
      m_connection(std::move(address), options.connection),
      m_transaction(options.epoch)
{}

Result<void> RedisFeatureStore::write(const BatchSpan& batches, std::vector<WriteOutcome>& outcomes)
{
    for (const FeatureBatch* batch : batches)
        if (argumentsOf(*batch) > MostArguments)
            return Error(ErrorCode::InvalidInput,
                "a feature batch of " + std::to_string(argumentsOf(*batch)) + " arguments is more than Redis takes in one call");
    outcomes.assign(batches.size(), WriteOutcome::Written);
    for (std::size_t begin = 0; begin < batches.size();) {
        const std::size_t end = roundEnd(batches, begin);
        if (auto done = writeRound(batches, begin, end, outcomes); !done) return done;
        begin = end;
    }
    return {};
}

// The longest run of batches in which no partition occurs twice.
std::size_t RedisFeatureStore::roundEnd(const BatchSpan& batches, std::size_t begin) const
{
    const auto first = batches.begin() + static_cast<std::ptrdiff_t>(begin);
    auto last = first;
    const auto samePartition = [&](const FeatureBatch* earlier) { return earlier->partition == (*last)->partition; };
    while (last != batches.end() && std::none_of(first, last, samePartition)) ++last;
    return static_cast<std::size_t>(last - batches.begin());
}

Result<void> RedisFeatureStore::writeRound(const BatchSpan& batches, std::size_t begin, std::size_t end,
    std::vector<WriteOutcome>& outcomes)
{
    const BatchTransaction::Round round(batches.data() + begin, end - begin);
    std::size_t keys = 0;
    for (const FeatureBatch* batch : round) keys += batch->entries().size();
    const bool isMany = keys >= m_options.transactionFrom;
    if (isMany) {
        const auto done = tryTransaction(round);
        if (!done) return done.error();
        if (*done) return {};
    }
    m_pending.resize(end - begin);
    std::iota(m_pending.begin(), m_pending.end(), begin);
    return writeScripts(batches, isMany ? round : BatchTransaction::Round(), outcomes);
}

// False: the feature script is to decide. Outcomes are all as they are: written.
Result<bool> RedisFeatureStore::tryTransaction(BatchTransaction::Round round)
{
    constexpr int MostRefusals = 2; // the first may be for a script that the server has forgotten
    const std::uint64_t session = m_connection.session();
    if (!m_transaction.fits(round, session) || m_refusedBy == session) return false;
    m_encoder.clear();
    m_transaction.encode(m_encoder, round, m_positionSha);
    m_transaction.encodeWatch(m_encoder, round);
    if (auto done = m_connection.exchange(m_encoder, m_options.writeDeadline, m_replies); !done) return done.error();
    const std::span<const ReplyHandle> replies(m_replies);
    const auto verdict = m_transaction.verdict(round, replies);
    m_transaction.noteWatch(replies.subspan(BatchTransaction::replies(round)), session);
    if (verdict == BatchTransaction::Verdict::Refused) {
        m_scriptSha.clear();
        if (++m_refusals == MostRefusals) m_refusedBy = session;
    } else {
        m_refusals = 0;
    }
    return verdict == BatchTransaction::Verdict::Done;
}

// The batches of m_pending.
Result<void> RedisFeatureStore::writeScripts(const BatchSpan& batches, BatchTransaction::Round watched, std::vector<WriteOutcome>& outcomes)
{
    m_transaction.forget();
    for (int attempt = 0; attempt < 2; ++attempt) {
        if (auto sent = sendScripts(batches, watched); !sent) return sent;
        std::optional<Error> failure;
        m_missing.clear();
        for (std::size_t i = 0; i < m_pending.size(); ++i) {
            const redisReply& reply = *m_replies[i];
            if (reply.type == REDIS_REPLY_INTEGER) {
                outcomes[m_pending[i]] = reply.integer == 0 ? WriteOutcome::AlreadyThere : WriteOutcome::Written;
            } else if (reply.type == REDIS_REPLY_ERROR && isMissingScript(textOf(reply))) {
                m_missing.push_back(m_pending[i]);
            } else if (!failure) {
                failure = replyError(textOf(reply), m_connection.where());
            }
        }
        if (failure) return *failure;
        if (m_missing.empty()) {
            if (!watched.empty())
                m_transaction.noteWatch(std::span<const ReplyHandle>(m_replies).subspan(m_pending.size()), m_connection.session());
            return {};
        }
        m_scriptSha.clear();
        m_pending.swap(m_missing);
    }
    return Error(ErrorCode::Unavailable, "Redis at " + m_connection.where() + ": forgets our script as soon as it is loaded");
}

Result<void> RedisFeatureStore::sendScripts(const BatchSpan& batches, BatchTransaction::Round watched)
{
    if (m_scriptSha.empty())
        if (auto loaded = loadScripts(); !loaded) return loaded;
    m_encoder.clear();
    for (const std::size_t index : m_pending) encodeScriptCall(*batches[index]);
    if (!watched.empty()) m_transaction.encodeWatch(m_encoder, watched);
    return m_connection.exchange(m_encoder, m_options.writeDeadline, m_replies);
}

Result<void> RedisFeatureStore::loadScripts()
{
    m_encoder.clear();
    for (const std::string_view script : {FeatureScript, PositionScript}) {
        m_encoder.beginCommand(3);
        m_encoder.arg("SCRIPT");
        m_encoder.arg("LOAD");
        m_encoder.arg(script);
    }
    if (auto done = m_connection.exchange(m_encoder, m_options.writeDeadline, m_replies); !done) return done;
    for (const ReplyHandle& reply : m_replies)
        if (reply->type != REDIS_REPLY_STRING) return replyError(textOf(*reply), m_connection.where());
    m_scriptSha = textOf(*m_replies[0]);
    m_positionSha = textOf(*m_replies[1]);
    return {};
}

void RedisFeatureStore::encodeScriptCall(const FeatureBatch& batch)
{
    m_encoder.beginCommand(argumentsOf(batch));
    m_encoder.arg("EVALSHA");
    m_encoder.arg(m_scriptSha);
    m_encoder.arg(piecesOf(batch) + 1);
    m_key.clear();
    appendCellKey(m_key, batch.partition);
    m_encoder.arg(m_key);
    for (const auto& entry : batch.entries())
        for (std::size_t piece = piecesOf(entry); piece > 0; --piece) m_encoder.arg(batch.text(entry.key));

    m_encoder.arg(m_options.epoch);
    m_encoder.arg(batch.incarnation.value);
    m_encoder.arg(batch.next);
    m_encoder.arg(ruleWord(batch.position));
    for (const auto& entry : batch.entries()) encodePacked(batch, entry);
}

void RedisFeatureStore::encodePacked(const FeatureBatch& batch, const FeatureBatch::Entry& entry)
{
    std::size_t at = 0;
    do {
        const std::size_t end = std::min<std::size_t>(entry.fieldCount, at + MostPackedTexts);
        m_packed.clear();
        if (entry.ttl > 0) appendPacked(m_packed, entry.ttl);
        for (; at < end; ++at) appendPacked(m_packed, batch.text(batch.fields()[entry.firstField + at]));
        m_encoder.arg(m_packed);
    } while (at < entry.fieldCount);
}

Result<void> RedisFeatureStore::checkReplies() const
{
    for (const ReplyHandle& reply : m_replies)
        if (reply->type == REDIS_REPLY_ERROR) return replyError(textOf(*reply), m_connection.where());
    return {};
}

Result<StoreCell> RedisFeatureStore::cell(Partition partition)
{
    m_key.clear();
    appendCellKey(m_key, partition);
    m_encoder.clear();
    m_encoder.beginCommand(5);
    for (const std::string_view text :
        {std::string_view("HMGET"), std::string_view(m_key), cell_field::Epoch, cell_field::Incarnation, cell_field::Next})
        m_encoder.arg(text);
    if (auto done = m_connection.exchange(m_encoder, m_options.readDeadline, m_replies); !done) return done.error();
    if (auto fine = checkReplies(); !fine) return fine.error();

    const auto found = cellIn(*m_replies[0]);
    if (!found) return Error(ErrorCode::Corrupt, "Redis at " + m_connection.where() + ": " + m_key + " does not hold a position");
    return *found;
}

Result<void> RedisFeatureStore::read(const std::vector<std::string_view>& keys, const std::vector<std::string_view>& fields,
    std::vector<std::string>& values)
{
    values.resize(keys.size() * fields.size());
    if (values.empty()) return {};
    m_encoder.clear();
    for (const std::string_view key : keys) {
        m_encoder.beginCommand(2 + fields.size());
        m_encoder.arg("HMGET");
        m_encoder.arg(key);
        for (const std::string_view field : fields) m_encoder.arg(field);
    }
    if (auto done = m_connection.exchange(m_encoder, m_options.readDeadline, m_replies); !done) return done;
    if (auto fine = checkReplies(); !fine) return fine;
    for (std::size_t k = 0; k < keys.size(); ++k) {
        const redisReply& reply = *m_replies[k];
        if (!isArrayOf(reply, fields.size()))
            return Error(ErrorCode::Unsupported, "Redis at " + m_connection.where() + ": unexpected reply to HMGET");
        for (std::size_t f = 0; f < fields.size(); ++f) values[k * fields.size() + f] = textOf(*reply.element[f]);
    }
    return {};
}

Result<void> RedisFeatureStore::ping() { return m_connection.ping(m_options.readDeadline); }

Result<std::uint64_t> RedisFeatureStore::usedMemory()
{
    return serverInfo(m_connection, {.section = "memory", .name = "used_memory"}, m_options.readDeadline);
}

} // namespace tailrace::redis
