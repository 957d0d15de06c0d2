// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/ports/feature_store.h"
#include "pipeline/redis/batch_transaction.h"
#include "pipeline/redis/redis_connection.h"
#include "pipeline/redis/resp_encoder.h"

namespace tailrace::redis {

struct RedisFeatureStoreOptions {
    std::uint64_t epoch = 1; // of this writer; a store that has seen a higher one answers Fenced
    std::chrono::milliseconds writeDeadline{250};
    std::chrono::milliseconds readDeadline{50};
    std::size_t transactionFrom = 16; // keys that are written together: from here on the cells' watch is worth its commands
    RedisConnectionOptions connection;
};

// The online feature store in Redis: one hash per key (in the published layout one text with a time to live), and per partition one
// cell that holds epoch, incarnation and position.
//
// A batch is one script call, or one transaction that ends with one where nothing else can happen (BatchTransaction): either its
// values and then its position are stored, or the position has not moved (values of the failed batch may be; they are absolute, so that
// writing them again does no harm). After an error the caller writes those values again,
// in the failed batch or a later one, before it lets a position beyond them be stored: the store cannot know what it never got.
class RedisFeatureStore final : public FeatureStore {
public:
    explicit RedisFeatureStore(RedisAddress address, RedisFeatureStoreOptions options = {});

    // Batches of different partitions share one socket write; a second batch of the same partition waits for the first's reply,
    // so that it cannot move the position past one that failed. On an error `outcomes` says nothing.
    Result<void> write(const std::vector<const FeatureBatch*>& batches, std::vector<WriteOutcome>& outcomes) override;
    Result<StoreCell> cell(Partition partition) override;
    Result<void> read(const std::vector<std::string_view>& keys, const std::vector<std::string_view>& fields,
        std::vector<std::string>& values) override;

    Result<void> ping();
    Result<std::uint64_t> usedMemory(); // bytes, as the server counts them

private:
    using BatchSpan = std::vector<const FeatureBatch*>;

    std::size_t roundEnd(const BatchSpan& batches, std::size_t begin) const;
    Result<void> writeRound(const BatchSpan& batches, std::size_t begin, std::size_t end, std::vector<WriteOutcome>& outcomes);
    Result<bool> tryTransaction(BatchTransaction::Round round);
    Result<void> writeScripts(const BatchSpan& batches, BatchTransaction::Round watched, std::vector<WriteOutcome>& outcomes);
    Result<void> sendScripts(const BatchSpan& batches, BatchTransaction::Round watched);
    Result<void> loadScripts();
    void encodeScriptCall(const FeatureBatch& batch);
    void encodePacked(const FeatureBatch& batch, const FeatureBatch::Entry& entry);
    Result<void> checkReplies() const;

    RedisFeatureStoreOptions m_options;
    RedisConnection m_connection;
    RespEncoder m_encoder;
    BatchTransaction m_transaction;
    int m_refusals = 0;                     // of transactions, one after the other,
    std::uint64_t m_refusedBy = 0;          // until this session was given up for them
    std::string m_scriptSha, m_positionSha; // empty until the server has told them
    std::string m_key;
    std::string m_packed;
    std::vector<ReplyHandle> m_replies;
    std::vector<std::size_t> m_pending, m_missing;
};

} // namespace tailrace::redis
