// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/ports/feature_store.h"
#include "pipeline/redis/redis_connection.h"
#include "pipeline/redis/resp_encoder.h"

namespace tailrace::redis {

// Batches of different partitions as plain commands in one transaction, positions last by one script: half of what their values cost
// Redis as arguments of a script, since nothing of them becomes an object of Lua's.
//
// Plain commands decide nothing, so a transaction is only for the usual case: nobody else has touched the partitions' cells since we
// read them, which WATCH has Redis check, and every batch leads on from there. Everything else is for the feature script, which decides
// at the moment it runs. No value may fail, either: the script compares the server's counts of errors with those of before,
// and leaves the positions alone when there has been one, whoever's it was.
//
// The same thread as the connection's. Pure but for what it remembers of the last exchange: it encodes, and reads replies.
class BatchTransaction {
public:
    using Round = std::span<const FeatureBatch* const>;

    explicit BatchTransaction(std::uint64_t epoch) : m_epoch(epoch) {}

    // Whether the round may go as a transaction on this session of the connection (0: it has none).
    bool fits(Round round, std::uint64_t session) const;
    void encode(RespEncoder& out, Round round, std::string_view scriptSha);
    enum class Verdict {
        Done,
        Changed, // somebody has touched a cell, or an error has happened somewhere: the feature script decides. Positions have not moved.
        Refused, // the server does not take such a transaction
    };
    Verdict verdict(Round round, std::span<const ReplyHandle> replies) const;
    // How many replies belong to the round itself.
    static std::size_t replies(Round round);

    // Watches the cells of this round, and of those before it while they are few, and reads them, for the next one; goes into the same
    // exchange, behind what writes this one.
    void encodeWatch(RespEncoder& out, Round round);
    void noteWatch(std::span<const ReplyHandle> replies, std::uint64_t session);
    // Our own script has written, or will: what was watched counts as touched.
    void forget() { m_session = 0; }

private:
    struct Cell {
        Partition partition;
        StoreCell cell; // as it was when the watch began
    };
    static constexpr std::size_t MostWatched = 16;
    void addToWatched(Round round);
    void encodeValues(RespEncoder& out, const FeatureBatch& batch) const;
    const Cell* watchedCell(Partition partition) const;

    std::uint64_t m_epoch;
    std::uint64_t m_session = 0; // of the connection, in which the cells are watched; 0: none are
    std::vector<Cell> m_cells;
    std::string m_errors; // the server's counts of errors when the cells were read
    std::string m_key;
};

// Of the reply to HMGET of a cell's three fields; none: it is no position.
std::optional<StoreCell> cellIn(const redisReply& reply);

} // namespace tailrace::redis
