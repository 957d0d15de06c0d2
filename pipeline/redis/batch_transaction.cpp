// SPDX-License-Identifier: Apache-2.0
#include "pipeline/redis/batch_transaction.h"

#include <algorithm>
#include <charconv>

#include <hiredis/hiredis.h>

#include "pipeline/redis/key_layout.h"
#include "pipeline/redis/reply_text.h"

namespace tailrace::redis {
namespace {

std::optional<std::uint64_t> numberIn(std::string_view text)
{
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

bool movesPosition(const FeatureBatch& batch) { return batch.position != FeatureBatch::PositionRule::Leave; }

std::size_t commandsOf(BatchTransaction::Round round)
{
    std::size_t commands = 0;
    for (const FeatureBatch* batch : round) commands += batch->entries().size();
    return commands;
}

} // namespace

std::optional<StoreCell> cellIn(const redisReply& reply)
{
    if (reply.type != REDIS_REPLY_ARRAY || reply.elements != 3) return std::nullopt;
    if (reply.element[0]->type == REDIS_REPLY_NIL) return StoreCell{};
    const auto epoch = numberIn(textOf(*reply.element[0]));
    if (epoch && reply.element[1]->type == REDIS_REPLY_NIL) return StoreCell{*epoch, {}, 0}; // values came, a position not yet
    const auto incarnation = numberIn(textOf(*reply.element[1]));
    const auto next = numberIn(textOf(*reply.element[2]));
    if (!epoch || !incarnation || !next) return std::nullopt;
    return StoreCell{*epoch, Incarnation(*incarnation), *next};
}

const BatchTransaction::Cell* BatchTransaction::watchedCell(Partition partition) const
{
    const auto found = std::ranges::find(m_cells, partition, &Cell::partition);
    return found == m_cells.end() ? nullptr : &*found;
}

bool BatchTransaction::fits(Round round, std::uint64_t session) const
{
    if (session == 0 || session != m_session) return false;
    return std::ranges::all_of(round, [this](const FeatureBatch* batch) {
        const Cell* const watched = watchedCell(batch->partition);
        if (!watched) return false;
        const StoreCell& cell = watched->cell;
        return cell.epoch == m_epoch && cell.incarnation == batch->incarnation
            && (batch->position != FeatureBatch::PositionRule::Advance || batch->next >= cell.next);
    });
}

void BatchTransaction::encodeValues(RespEncoder& out, const FeatureBatch& batch) const
{
    for (const FeatureBatch::Entry& entry : batch.entries()) {
        if (entry.ttl > 0) {
            out.beginCommand(4);
            out.arg("SETEX");
            out.arg(batch.text(entry.key));
            out.arg(entry.ttl);
        } else {
            out.beginCommand(2 + entry.fieldCount);
            out.arg(entry.fieldCount == 0 ? std::string_view("DEL") : std::string_view("HSET"));
            out.arg(batch.text(entry.key));
        }
        for (std::size_t i = 0; i < entry.fieldCount; ++i) out.arg(batch.text(batch.fields()[entry.firstField + i]));
    }
}

void BatchTransaction::encode(RespEncoder& out, Round round, std::string_view scriptSha)
{
    out.beginCommand(1);
    out.arg("MULTI");
    for (const FeatureBatch* batch : round) encodeValues(out, *batch);
    const auto moving = static_cast<std::size_t>(std::ranges::count_if(round, [](const FeatureBatch* b) { return movesPosition(*b); }));
    out.beginCommand(5 + 3 * moving);
    out.arg("EVALSHA");
    out.arg(scriptSha);
    out.arg(moving);
    for (const FeatureBatch* batch : round) {
        if (!movesPosition(*batch)) continue;
        m_key.clear();
        appendCellKey(m_key, batch->partition);
        out.arg(m_key);
    }
    out.arg(m_errors);
    out.arg(m_epoch);
    for (const FeatureBatch* batch : round) {
        if (!movesPosition(*batch)) continue;
        out.arg(batch->incarnation.value);
        out.arg(batch->next);
    }
    out.beginCommand(1);
    out.arg("EXEC");
}

std::size_t BatchTransaction::replies(Round round) { return commandsOf(round) + 3; } // MULTI, the script, EXEC

BatchTransaction::Verdict BatchTransaction::verdict(Round round, std::span<const ReplyHandle> replies) const
{
    const redisReply& executed = *replies[BatchTransaction::replies(round) - 1];
    if (executed.type == REDIS_REPLY_NIL) return Verdict::Changed;
    if (executed.type != REDIS_REPLY_ARRAY || executed.elements != commandsOf(round) + 1) return Verdict::Refused;
    const std::span<redisReply* const> results(executed.element, executed.elements);
    if (results.back()->type == REDIS_REPLY_ERROR) return Verdict::Refused;
    const bool failed = std::ranges::any_of(results, [](const redisReply* result) { return result->type == REDIS_REPLY_ERROR; });
    return failed || results.back()->integer != 1 ? Verdict::Changed : Verdict::Done;
}

void BatchTransaction::addToWatched(Round round)
{
    const auto add = [&] {
        for (const FeatureBatch* batch : round)
            if (!watchedCell(batch->partition)) m_cells.push_back({batch->partition, {}});
    };
    add();
    if (m_cells.size() <= MostWatched) return;
    m_cells.clear();
    add();
}

// What the server counts of errors is read with the cells: none that comes later goes unseen.
void BatchTransaction::encodeWatch(RespEncoder& out, Round round)
{
    addToWatched(round);
    const auto keyOf = [this](const Cell& cell) -> const std::string& {
        m_key.clear();
        appendCellKey(m_key, cell.partition);
        return m_key;
    };
    // A server that does not let this user begin a transaction would take what follows for commands of their own. To discard one also
    // ends the watch of before, which our own script may have broken.
    for (const std::string_view word : {"MULTI", "DISCARD"}) {
        out.beginCommand(1);
        out.arg(word);
    }
    out.beginCommand(1 + m_cells.size());
    out.arg("WATCH");
    for (const Cell& cell : m_cells) out.arg(keyOf(cell));
    for (const Cell& cell : m_cells) {
        out.beginCommand(5);
        out.arg("HMGET");
        out.arg(keyOf(cell));
        for (const std::string_view field : {cell_field::Epoch, cell_field::Incarnation, cell_field::Next}) out.arg(field);
    }
    out.beginCommand(2);
    out.arg("INFO");
    out.arg("errorstats");
}

void BatchTransaction::noteWatch(std::span<const ReplyHandle> replies, std::uint64_t session)
{
    m_session = 0;
    constexpr std::size_t Statuses = 3; // of MULTI, DISCARD, WATCH
    const auto isStatus = [](const ReplyHandle& reply) { return reply->type == REDIS_REPLY_STATUS; };
    if (replies.size() != Statuses + m_cells.size() + 1 || !std::ranges::all_of(replies.first(Statuses), isStatus)) return;
    if (replies.back()->type != REDIS_REPLY_STRING) return;
    m_errors = textOf(*replies.back());
    // Too many kinds of errors: the server has stopped counting them. A server that does not count at all says nothing.
    if (!m_errors.starts_with("# Errorstats") || m_errors.find("ERRORSTATS_") != std::string::npos) return;
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        const auto cell = cellIn(*replies[Statuses + i]);
        if (!cell) return;
        m_cells[i].cell = *cell;
    }
    m_session = session;
}

} // namespace tailrace::redis
