// SPDX-License-Identifier: Apache-2.0
#include "pipeline/redis/redis_feature_store.h"

#include <csignal>
#include <limits>
#include <map>
#include <optional>

#include <QtTest/QtTest>
#include <hiredis/hiredis.h>

#include "pipeline/runtime/embedded_redis.h"

using namespace tailrace;
using namespace std::chrono_literals;
using redis::RedisAddress;
using redis::RedisFeatureStore;
using runtime::EmbeddedRedis;

namespace {

constexpr std::uint64_t Journal = 0xfedcba9876543210; // as large as an incarnation can be: no double holds it

FeatureBatch batchOf(std::uint64_t next, const std::map<std::string, std::string>& views, std::int32_t partition = 1)
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

} // namespace

class RedisFeatureStoreTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void writtenValuesAreReadable();
    void sameBatchAgainIsAlreadyThere();
    void anotherIncarnationStartsAgain();
    void comparesPositionsBeyondDoubles();
    void olderEpochIsFenced();
    void newerEpochFencesEvenWithoutNewValues();
    void wrongTypeDoesNotMoveThePosition();
    void eraseRemovesTheKey();
    void positionRules();
    void partitionsShareAWriteAndFailApart();
    void laterBatchOfAPartitionDoesNotPassAFailedOne();
    void loadsTheScriptAgain();
    void writesBatchesBeyondLuasStack();
    void keepsTextsOfAnyLengthAndContent();
    void fullMemoryIsFullAndMovesNothing();
    void restartedServerIsEmptyAndUsable();
    void pausedServerTimesOutAndRecovers();
    void tellsItsMemory();

private:
    RedisFeatureStore store(std::uint64_t epoch = 1) const;
    void verifyWritten(RedisFeatureStore& store, const FeatureBatch& batch, WriteOutcome expected = WriteOutcome::Written);
    Result<void> write(RedisFeatureStore& store, const FeatureBatch& batch);
    std::string value(RedisFeatureStore& store, std::string_view key, std::string_view field = "views");
    std::string command(std::initializer_list<std::string_view> words);

    std::optional<EmbeddedRedis> m_server;
    std::vector<WriteOutcome> m_outcomes;
};

void RedisFeatureStoreTest::initTestCase()
{
    if (EmbeddedRedis::installedProgram().empty()) QSKIP("redis-server is not installed: nothing here can be tested");
}

void RedisFeatureStoreTest::init()
{
    m_server.emplace();
    const auto started = m_server->start();
    QVERIFY2(started.has_value(), started ? "" : started.error().message().c_str());
}

RedisFeatureStore RedisFeatureStoreTest::store(std::uint64_t epoch) const
{
    redis::RedisFeatureStoreOptions options;
    options.epoch = epoch;
    options.readDeadline = 250ms;
    return RedisFeatureStore(RedisAddress::parse(m_server->endpoint()).value(), options);
}

Result<void> RedisFeatureStoreTest::write(RedisFeatureStore& store, const FeatureBatch& batch) { return store.write({&batch}, m_outcomes); }

void RedisFeatureStoreTest::verifyWritten(RedisFeatureStore& store, const FeatureBatch& batch, WriteOutcome expected)
{
    const auto done = write(store, batch);
    QVERIFY2(done.has_value(), done ? "" : done.error().message().c_str());
    QCOMPARE(m_outcomes.size(), std::size_t(1));
    QCOMPARE(static_cast<int>(m_outcomes[0]), static_cast<int>(expected));
}

std::string RedisFeatureStoreTest::value(RedisFeatureStore& store, std::string_view key, std::string_view field)
{
    std::vector<std::string> values;
    const auto done = store.read({key}, {field}, values);
    return done ? values.at(0) : '!' + done.error().message();
}

std::string RedisFeatureStoreTest::command(std::initializer_list<std::string_view> words)
{
    redis::RedisConnection connection(RedisAddress::parse(m_server->endpoint()).value());
    redis::RespEncoder encoder;
    encoder.beginCommand(words.size());
    for (const auto word : words) encoder.arg(word);
    std::vector<redis::ReplyHandle> replies;
    const auto done = connection.exchange(encoder, 1s, replies);
    if (!done) return '!' + done.error().message();
    return replies[0]->str != nullptr ? std::string(replies[0]->str, replies[0]->len) : std::to_string(replies[0]->integer);
}

void RedisFeatureStoreTest::writtenValuesAreReadable()
{
    auto features = store(7);
    FeatureBatch batch;
    batch.partition = Partition(1);
    batch.incarnation = Incarnation(Journal);
    batch.next = 10;
    batch.beginKey("tr:{p01}:user:a");
    batch.field("views", "3");
    batch.field("last", std::string_view("x\0\r\ny", 5));
    batch.beginKey("tr:{p01}:user:b");
    batch.field("views", "");
    verifyWritten(features, batch);

    std::vector<std::string> values;
    const auto read = features.read({"tr:{p01}:user:a", "tr:{p01}:user:b", "tr:{p01}:user:c"}, {"views", "last"}, values);
    QVERIFY(read.has_value());
    const std::vector<std::string> expected{"3", std::string("x\0\r\ny", 5), "", "", "", ""};
    QVERIFY(values == expected);

    const auto cell = features.cell(Partition(1));
    QVERIFY(cell.has_value());
    QCOMPARE(cell.value().epoch, std::uint64_t(7));
    QCOMPARE(cell.value().incarnation.value, Journal);
    QCOMPARE(cell.value().next, std::uint64_t(10));
    QCOMPARE(features.cell(Partition(2)).value().incarnation.value, std::uint64_t(0));
}

void RedisFeatureStoreTest::sameBatchAgainIsAlreadyThere()
{
    auto features = store();
    verifyWritten(features, batchOf(10, {{"k", "1"}}));
    verifyWritten(features, batchOf(10, {{"k", "2"}}), WriteOutcome::AlreadyThere);
    verifyWritten(features, batchOf(9, {{"k", "3"}}), WriteOutcome::AlreadyThere);
    QCOMPARE(value(features, "k"), std::string("1"));
    verifyWritten(features, batchOf(11, {{"k", "4"}}));
    QCOMPARE(value(features, "k"), std::string("4"));
}

void RedisFeatureStoreTest::anotherIncarnationStartsAgain()
{
    auto features = store();
    verifyWritten(features, batchOf(1000, {{"k", "1"}}));
    FeatureBatch fresh = batchOf(1, {{"k", "2"}});
    fresh.incarnation = Incarnation(Journal + 1); // the same number, if compared as a double
    verifyWritten(features, fresh);
    QCOMPARE(value(features, "k"), std::string("2"));
    QCOMPARE(features.cell(Partition(1)).value().next, std::uint64_t(1));
}

void RedisFeatureStoreTest::comparesPositionsBeyondDoubles()
{
    auto features = store();
    const std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
    verifyWritten(features, batchOf(9, {{"k", "1"}}));
    verifyWritten(features, batchOf(10, {{"k", "2"}})); // as text, "10" stands before "9"
    verifyWritten(features, batchOf(largest - 1, {{"k", "3"}}));
    verifyWritten(features, batchOf(largest, {{"k", "4"}}));
    verifyWritten(features, batchOf(largest - 1, {{"k", "5"}}), WriteOutcome::AlreadyThere);
    QCOMPARE(value(features, "k"), std::string("4"));
}

void RedisFeatureStoreTest::olderEpochIsFenced()
{
    auto newer = store(10), older = store(9);
    verifyWritten(older, batchOf(1, {{"k", "old"}}));
    verifyWritten(newer, batchOf(2, {{"k", "new"}}));
    for (std::uint64_t next = 1; next < 5; ++next) {
        const auto done = write(older, batchOf(next, {{"k", "zombie"}}));
        QVERIFY(!done.has_value());
        QCOMPARE(done.error().code(), ErrorCode::Fenced);
        QVERIFY(done.error().isFatal());
    }
    QCOMPARE(value(newer, "k"), std::string("new"));
    QCOMPARE(newer.cell(Partition(1)).value().next, std::uint64_t(2));
}

void RedisFeatureStoreTest::newerEpochFencesEvenWithoutNewValues()
{
    auto newer = store(2), older = store(1);
    verifyWritten(older, batchOf(5, {{"k", "1"}}));
    verifyWritten(newer, batchOf(5, {{"k", "1"}}), WriteOutcome::AlreadyThere);
    QCOMPARE(write(older, batchOf(6, {{"k", "zombie"}})).error().code(), ErrorCode::Fenced);
}

void RedisFeatureStoreTest::wrongTypeDoesNotMoveThePosition()
{
    auto features = store();
    verifyWritten(features, batchOf(1, {{"a", "1"}}));
    QCOMPARE(command({"SET", "b", "a string"}), std::string("OK"));
    const auto done = write(features, batchOf(2, {{"a", "2"}, {"b", "2"}, {"c", "2"}}));
    QVERIFY(!done.has_value());
    QCOMPARE(done.error().code(), ErrorCode::InvalidInput);
    QCOMPARE(features.cell(Partition(1)).value().next, std::uint64_t(1));

    QCOMPARE(command({"DEL", "b"}), std::string("1"));
    verifyWritten(features, batchOf(2, {{"a", "2"}, {"b", "2"}, {"c", "2"}}));
    QCOMPARE(value(features, "c"), std::string("2"));

    QCOMPARE(command({"SET", "tr:{p01}:cell", "not a hash"}), std::string("OK"));
    QCOMPARE(write(features, batchOf(3, {{"a", "3"}})).error().code(), ErrorCode::InvalidInput);
    QCOMPARE(value(features, "a"), std::string("2"));
    QCOMPARE(features.cell(Partition(1)).error().code(), ErrorCode::InvalidInput);
}

void RedisFeatureStoreTest::eraseRemovesTheKey()
{
    auto features = store();
    verifyWritten(features, batchOf(1, {{"visitor", "1"}, {"user", "1"}}));
    FeatureBatch login;
    login.partition = Partition(1);
    login.incarnation = Incarnation(Journal);
    login.next = 2;
    login.erase("visitor");
    login.beginKey("user");
    login.field("views", "2");
    login.erase("never there");
    verifyWritten(features, login);
    QCOMPARE(command({"EXISTS", "visitor"}), std::string("0"));
    QCOMPARE(value(features, "user"), std::string("2"));
}

void RedisFeatureStoreTest::positionRules()
{
    auto features = store();
    FeatureBatch leave = batchOf(50, {{"k", "1"}});
    leave.position = FeatureBatch::PositionRule::Leave;
    verifyWritten(features, leave);
    QCOMPARE(value(features, "k"), std::string("1"));
    QCOMPARE(features.cell(Partition(1)).value().incarnation.value, std::uint64_t(0));
    QCOMPARE(features.cell(Partition(1)).value().epoch, std::uint64_t(1));

    verifyWritten(features, batchOf(10, {{"k", "2"}}));
    leave = batchOf(5, {{"k", "3"}});
    leave.position = FeatureBatch::PositionRule::Leave;
    verifyWritten(features, leave);
    QCOMPARE(value(features, "k"), std::string("3"));
    QCOMPARE(features.cell(Partition(1)).value().next, std::uint64_t(10));

    FeatureBatch set = batchOf(4, {{"k", "4"}});
    set.position = FeatureBatch::PositionRule::Set;
    verifyWritten(features, set);
    QCOMPARE(value(features, "k"), std::string("4"));
    QCOMPARE(features.cell(Partition(1)).value().next, std::uint64_t(4));

    auto newer = store(2);
    verifyWritten(newer, leave);
    QCOMPARE(write(features, set).error().code(), ErrorCode::Fenced);
}

void RedisFeatureStoreTest::partitionsShareAWriteAndFailApart()
{
    auto features = store();
    QCOMPARE(command({"SET", "bad", "a string"}), std::string("OK"));
    const FeatureBatch one = batchOf(1, {{"a", "1"}}, 1), two = batchOf(1, {{"bad", "1"}}, 2), three = batchOf(1, {{"c", "1"}}, 3);
    QCOMPARE(features.write({&one, &two, &three}, m_outcomes).error().code(), ErrorCode::InvalidInput);
    QCOMPARE(features.cell(Partition(1)).value().next, std::uint64_t(1));
    QCOMPARE(features.cell(Partition(2)).value().next, std::uint64_t(0));
    QCOMPARE(features.cell(Partition(3)).value().next, std::uint64_t(1));

    QCOMPARE(command({"DEL", "bad"}), std::string("1"));
    QVERIFY(features.write({&one, &two, &three}, m_outcomes).has_value());
    const std::vector<WriteOutcome> expected{WriteOutcome::AlreadyThere, WriteOutcome::Written, WriteOutcome::AlreadyThere};
    QVERIFY(m_outcomes == expected);
}

void RedisFeatureStoreTest::laterBatchOfAPartitionDoesNotPassAFailedOne()
{
    auto features = store();
    const FeatureBatch first = batchOf(1, {{"a", "1"}}), second = batchOf(2, {{"b", "1"}}), third = batchOf(3, {{"a", "2"}});
    QVERIFY(features.write({&first, &second, &third}, m_outcomes).has_value());
    QCOMPARE(value(features, "a"), std::string("2"));

    QCOMPARE(command({"SET", "bad", "a string"}), std::string("OK"));
    const FeatureBatch failing = batchOf(4, {{"bad", "1"}}), after = batchOf(5, {{"a", "3"}});
    QVERIFY(!features.write({&failing, &after}, m_outcomes).has_value());
    QCOMPARE(features.cell(Partition(1)).value().next, std::uint64_t(3));
}

void RedisFeatureStoreTest::loadsTheScriptAgain()
{
    auto features = store();
    verifyWritten(features, batchOf(1, {{"k", "1"}}));
    QCOMPARE(command({"SCRIPT", "FLUSH"}), std::string("OK"));
    const FeatureBatch one = batchOf(2, {{"k", "2"}}, 1), two = batchOf(2, {{"l", "2"}}, 2);
    QVERIFY(features.write({&one, &two}, m_outcomes).has_value());
    QCOMPARE(value(features, "k"), std::string("2"));
    QCOMPARE(value(features, "l"), std::string("2"));
}

void RedisFeatureStoreTest::writesBatchesBeyondLuasStack()
{
    auto features = store();
    FeatureBatch batch = batchOf(1, {});
    for (int i = 0; i < 6000; ++i) { // more keys than unpack() may return values
        batch.beginKey("k" + std::to_string(i));
        batch.field("views", std::to_string(i));
    }
    batch.beginKey("wide");
    for (int i = 0; i < 6000; ++i) batch.field("f" + std::to_string(i), std::to_string(i)); // 12 000 values
    verifyWritten(features, batch);
    QCOMPARE(value(features, "k5999"), std::string("5999"));
    QCOMPARE(command({"HLEN", "wide"}), std::string("6000"));
    for (const char* field : {"f0", "f1999", "f2000", "f3999", "f4000", "f5999"})
        QCOMPARE(value(features, "wide", field), std::string(field + 1));

    FeatureBatch huge = batchOf(2, {});
    for (int i = 0; i < 500'000; ++i) huge.erase("k" + std::to_string(i));
    QCOMPARE(write(features, huge).error().code(), ErrorCode::InvalidInput);
}

// Texts travel packed, and the form of their length changes at 32, 256 and 65 536 bytes.
void RedisFeatureStoreTest::keepsTextsOfAnyLengthAndContent()
{
    auto features = store();
    FeatureBatch batch = batchOf(1, {});
    batch.beginKey("k");
    std::vector<std::string> values;
    for (const std::size_t size : {0U, 1U, 31U, 32U, 255U, 256U, 65'535U, 65'536U, 100'000U}) {
        std::string text(size, 'x');
        for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>((i + size) % 251); // zeros and non-UTF-8 among them
        values.push_back(text);
        batch.field("f" + std::to_string(size), text);
    }
    verifyWritten(features, batch);
    for (const std::string& text : values) QCOMPARE(value(features, "k", ("f" + std::to_string(text.size())).c_str()), text);
}

void RedisFeatureStoreTest::fullMemoryIsFullAndMovesNothing()
{
    auto features = store();
    verifyWritten(features, batchOf(1, {{"k", "1"}}));
    QCOMPARE(command({"CONFIG", "SET", "maxmemory", "1000"}), std::string("OK"));
    const auto done = write(features, batchOf(2, {{"k", "2"}}));
    QVERIFY(!done.has_value());
    QCOMPARE(done.error().code(), ErrorCode::Full);
    QCOMPARE(value(features, "k"), std::string("1"));
    QCOMPARE(features.cell(Partition(1)).value().next, std::uint64_t(1));
    QCOMPARE(command({"CONFIG", "SET", "maxmemory", "100000000"}), std::string("OK"));
    verifyWritten(features, batchOf(2, {{"k", "2"}}));
}

void RedisFeatureStoreTest::restartedServerIsEmptyAndUsable()
{
    auto features = store();
    verifyWritten(features, batchOf(10, {{"k", "1"}}));
    QVERIFY(m_server->sendSignal(SIGKILL));
    QCOMPARE(write(features, batchOf(11, {{"k", "2"}})).error().code(), ErrorCode::Unavailable);
    const auto recovered = [&] {
        m_server->superviseTick();
        return features.ping().has_value();
    };
    QTRY_VERIFY_WITH_TIMEOUT(recovered(), 5000);
    QCOMPARE(features.cell(Partition(1)).value().incarnation.value, std::uint64_t(0));
    QCOMPARE(value(features, "k"), std::string());
    verifyWritten(features, batchOf(12, {{"k", "3"}}));
}

void RedisFeatureStoreTest::pausedServerTimesOutAndRecovers()
{
    auto features = store();
    verifyWritten(features, batchOf(1, {{"k", "1"}}));
    QVERIFY(m_server->sendSignal(SIGSTOP));
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(write(features, batchOf(2, {{"k", "2"}})).error().code(), ErrorCode::Timeout);
    QVERIFY2(timer.elapsed() < 600, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(m_server->sendSignal(SIGCONT));
    QTRY_VERIFY_WITH_TIMEOUT(features.ping().has_value(), 3000);
    const auto done = write(features, batchOf(2, {{"k", "2"}})); // whether the first try got through is unknown
    QVERIFY2(done.has_value(), done ? "" : done.error().message().c_str());
    QCOMPARE(value(features, "k"), std::string("2"));
    QCOMPARE(features.cell(Partition(1)).value().next, std::uint64_t(2));
}

void RedisFeatureStoreTest::tellsItsMemory()
{
    auto features = store();
    const auto memory = features.usedMemory();
    QVERIFY(memory.has_value());
    QVERIFY(memory.value() > 100'000 && memory.value() < (1U << 30));
}

QTEST_GUILESS_MAIN(RedisFeatureStoreTest)
#include "redis_feature_store_test.moc"
