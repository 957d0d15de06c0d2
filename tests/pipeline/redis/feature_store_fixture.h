// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtTest/QtTest>

#include <hiredis/hiredis.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/redis/redis_feature_store.h"
#include "pipeline/runtime/embedded_redis.h"

namespace tailrace::redis::test {

inline constexpr std::uint64_t Journal = 0xfedcba9876543210; // as large as an incarnation can be: no double holds it

inline FeatureBatch batchOf(std::uint64_t next, const std::map<std::string, std::string>& views, std::int32_t partition = 1)
{
    FeatureBatch batch;
    batch.partition = Partition(partition);
    batch.incarnation = Incarnation(Journal);
    batch.next = next;
    for (const auto& [key, value] : views) {
        batch.beginKey(key);
        batch.field("views", value);
    }
    return batch;
}

// A redis-server of its own for every test function, and stores over it.
class FeatureStoreFixture : public QObject {
protected:
    void requireServer()
    {
        if (runtime::EmbeddedRedis::installedProgram().empty()) QSKIP("redis-server is not installed: nothing here can be tested");
    }

    void begin()
    {
        m_server.emplace();
        const auto started = m_server->start();
        QVERIFY2(started.has_value(), started ? "" : started.error().message().c_str());
    }

    RedisFeatureStore store(std::uint64_t epoch = 1) const
    {
        RedisFeatureStoreOptions options;
        options.epoch = epoch;
        options.readDeadline = std::chrono::milliseconds(250);
        options.transactionFrom = m_transactionFrom;
        return RedisFeatureStore(RedisAddress::parse(m_server->endpoint()).value(), options);
    }

    Result<void> write(RedisFeatureStore& store, const FeatureBatch& batch) { return store.write({&batch}, m_outcomes); }

    void verifyWritten(RedisFeatureStore& store, const FeatureBatch& batch, WriteOutcome expected = WriteOutcome::Written)
    {
        const auto done = write(store, batch);
        QVERIFY2(done.has_value(), done ? "" : done.error().message().c_str());
        QCOMPARE(m_outcomes.size(), std::size_t(1));
        QCOMPARE(static_cast<int>(m_outcomes[0]), static_cast<int>(expected));
    }

    std::string value(RedisFeatureStore& store, std::string_view key, std::string_view field = "views")
    {
        std::vector<std::string> values;
        const auto done = store.read({key}, {field}, values);
        return done ? values.at(0) : '!' + done.error().message();
    }

    std::string command(std::initializer_list<std::string_view> words)
    {
        RedisConnection connection(RedisAddress::parse(m_server->endpoint()).value());
        RespEncoder encoder;
        encoder.beginCommand(words.size());
        for (const auto word : words) encoder.arg(word);
        std::vector<ReplyHandle> replies;
        const auto done = connection.exchange(encoder, std::chrono::seconds(1), replies);
        if (!done) return '!' + done.error().message();
        return replies[0]->str != nullptr ? std::string(replies[0]->str, replies[0]->len) : std::to_string(replies[0]->integer);
    }

    std::size_t m_transactionFrom = 1; // all but the first write of a store
    std::optional<runtime::EmbeddedRedis> m_server;
    std::vector<WriteOutcome> m_outcomes;
};

} // namespace tailrace::redis::test
