// SPDX-License-Identifier: Apache-2.0
#include "tests/pipeline/redis/feature_store_fixture.h"

using namespace tailrace;
using namespace tailrace::redis::test;

class RedisFeatureStoreTest : public FeatureStoreFixture {
    Q_OBJECT

private slots:
    void initTestCase() { requireServer(); }
    void init() { begin(); }
    void writtenValuesAreReadable();
    void wrongTypeDoesNotMoveThePosition();
    void eraseRemovesTheKey();
    void writesBatchesBeyondLuasStack();
    void keepsTextsOfAnyLengthAndContent();
    void textsLiveAsLongAsTheyAreTold();
    void textsAndHashesShareABatch();
    void tellsItsMemory();
};

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

// The published layout: SETEX. A key that was written again lives anew.
void RedisFeatureStoreTest::textsLiveAsLongAsTheyAreTold()
{
    auto features = store();
    FeatureBatch batch = batchOf(1, {});
    batch.setText("user:a:orders_count_24h", "1", std::chrono::seconds(600));
    batch.setText("viewer:a", std::string_view("x\0\r\ny", 5), std::chrono::hours(24));
    batch.setText("session:s:none", "", std::chrono::seconds(1));
    verifyWritten(features, batch);
    QCOMPARE(command({"GET", "user:a:orders_count_24h"}), std::string("1"));
    QCOMPARE(command({"GET", "viewer:a"}), std::string("x\0\r\ny", 5));
    const auto ttl = [this](const char* key) { return std::stoll(command({"PTTL", key})); };
    QVERIFY(ttl("user:a:orders_count_24h") > 590'000 && ttl("user:a:orders_count_24h") <= 600'000);
    QVERIFY(ttl("viewer:a") > 86'390'000 && ttl("viewer:a") <= 86'400'000);
    QTRY_COMPARE(command({"EXISTS", "session:s:none"}), std::string("0"));

    QCOMPARE(command({"EXPIRE", "viewer:a", "10"}), std::string("1"));
    FeatureBatch later = batchOf(2, {});
    later.setText("viewer:a", "y", std::chrono::seconds(900));
    later.erase("user:a:orders_count_24h");
    verifyWritten(features, later);
    QCOMPARE(command({"GET", "viewer:a"}), std::string("y"));
    QVERIFY(ttl("viewer:a") > 890'000);
    QCOMPARE(command({"EXISTS", "user:a:orders_count_24h"}), std::string("0"));
}

// The longest packed forms, too: what is packed first must not look like the number before a text's value.
void RedisFeatureStoreTest::textsAndHashesShareABatch()
{
    auto features = store();
    const std::string longName(70'000, 'n'), longValue(70'000, 'v');
    FeatureBatch batch = batchOf(1, {{"h", "1"}});
    batch.setText("t", longValue, std::chrono::seconds(60));
    batch.beginKey("wide");
    batch.field(longName, "2");
    verifyWritten(features, batch);
    QCOMPARE(value(features, "h"), std::string("1"));
    QCOMPARE(command({"GET", "t"}), longValue);
    QCOMPARE(value(features, "wide", longName), std::string("2"));
    QCOMPARE(features.cell(Partition(1)).value().next, std::uint64_t(1));
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
