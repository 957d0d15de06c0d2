// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "pipeline/enrich/product_record.h"
#include "tests/support/schema_check.h"

using namespace tailrace;
using namespace tailrace::enrich;

class ProductRecordTest : public QObject {
    Q_OBJECT

private slots:
    void readsBackWhatItWrote();
    void writesWhatTheSchemasDescribe();
    void namesWhatIsWrong_data();
    void namesWhatIsWrong();
    void ignoresMembersThatItDoesNotKnow();
};

void ProductRecordTest::readsBackWhatItWrote()
{
    const Product product{"p\"1\\", "Schuh \xC3\xBC\n</script>", "", "Men shoes", "EUR", 119.99, 12345.5};
    std::string json;
    appendProduct(json, product);
    RecordReader reader;
    const auto read = reader.product(json);
    QVERIFY2(read.has_value(), json.c_str());
    QVERIFY(*read == product);

    json.clear();
    appendStock(json, "p\"1", 2147483647);
    const auto stock = reader.stock(json);
    QVERIFY(stock.has_value());
    QCOMPARE(stock->productId, std::string("p\"1"));
    QCOMPARE(stock->stock, 2147483647);
}

void ProductRecordTest::writesWhatTheSchemasDescribe()
{
    std::string json;
    appendProduct(json, {"p", "n", "b", "c", "USD", 1, 2});
    QCOMPARE(test::schemaViolation(test::loadSchema("product.schema.json"), nlohmann::json::parse(json)), std::string());
    json.clear();
    appendStock(json, "p", 0);
    QCOMPARE(test::schemaViolation(test::loadSchema("inventory.schema.json"), nlohmann::json::parse(json)), std::string());
}

void ProductRecordTest::namesWhatIsWrong_data()
{
    QTest::addColumn<bool>("isStock");
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("reason");
    const QByteArray rest = R"("name":"n","brand":"b","category":"c","price":1,"currency":"EUR","popularity":1})";
    QTest::newRow("truncated") << false << QByteArray(R"({"id":"p")") << QByteArray("not valid JSON");
    QTest::newRow("empty") << false << QByteArray(" ") << QByteArray("not valid JSON");
    QTest::newRow("not UTF-8") << false << QByteArray("{\"id\":\"\xFF\"," + rest) << QByteArray("not valid JSON");
    QTest::newRow("not an object") << false << QByteArray("[1]") << QByteArray("must be a JSON object");
    QTest::newRow("no id") << false << QByteArray("{" + rest) << QByteArray("id: is missing");
    QTest::newRow("empty id") << false << QByteArray(R"({"id":"",)" + rest) << QByteArray("id: must not be empty");
    QTest::newRow("id is a number") << false << QByteArray(R"({"id":7,)" + rest) << QByteArray("id: must be text");
    QTest::newRow("long id") << false << QByteArray(R"({"id":")" + QByteArray(129, 'x') + "\"," + rest)
                             << QByteArray("id: must have at most 128 bytes");
    QTest::newRow("negative price")
        << false << QByteArray(R"({"id":"p","name":"n","brand":"","category":"c","price":-1,"currency":"EUR","popularity":1})")
        << QByteArray("price: must be from 0");
    QTest::newRow("price is text")
        << false << QByteArray(R"({"id":"p","name":"n","brand":"","category":"c","price":"1","currency":"EUR","popularity":1})")
        << QByteArray("price: must be a number");
    QTest::newRow("currency") << false
                              << QByteArray(R"({"id":"p","name":"n","brand":"","category":"c","price":1,"currency":"<b>","popularity":1})")
                              << QByteArray("currency: must be three capital letters");
    QTest::newRow("huge popularity")
        << false << QByteArray(R"({"id":"p","name":"n","brand":"","category":"c","price":1,"currency":"EUR","popularity":1e99})")
        << QByteArray("popularity: must be from 0");
    QTest::newRow("no stock") << true << QByteArray(R"({"product_id":"p"})") << QByteArray("stock: is missing");
    QTest::newRow("negative stock") << true << QByteArray(R"({"product_id":"p","stock":-1})")
                                    << QByteArray("stock: must be a whole number");
    QTest::newRow("half a stock") << true << QByteArray(R"({"product_id":"p","stock":1.5})") << QByteArray("stock: must be a whole number");
    QTest::newRow("too much stock") << true << QByteArray(R"({"product_id":"p","stock":2147483648})")
                                    << QByteArray("stock: must be a whole number");
}

void ProductRecordTest::namesWhatIsWrong()
{
    QFETCH(bool, isStock);
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, reason);
    RecordReader reader;
    const std::string text = json.toStdString();
    const auto error = isStock ? reader.stock(text).error() : reader.product(text).error();
    QCOMPARE(error.code(), ErrorCode::InvalidInput);
    QVERIFY2(error.context().find(reason.toStdString()) != std::string::npos, error.context().c_str());
}

void ProductRecordTest::ignoresMembersThatItDoesNotKnow()
{
    RecordReader reader;
    QVERIFY(reader.stock(R"({"warehouse":{"a":[1]},"product_id":"p","stock":3})").has_value());
}

QTEST_GUILESS_MAIN(ProductRecordTest)
#include "product_record_test.moc"
