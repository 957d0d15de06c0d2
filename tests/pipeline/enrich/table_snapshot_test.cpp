// SPDX-License-Identifier: Apache-2.0
#include <QtTest>
#include <fstream>

#include "pipeline/base/whole_file.h"
#include "pipeline/enrich/table_snapshot.h"
#include "tests/support/product_fixture.h"

using namespace tailrace;
using namespace tailrace::enrich;

class TableSnapshotTest : public QObject {
    Q_OBJECT

private slots:
    void loadsWhatWasSaved();
    void replacesAnOlderSnapshotAndLeavesNothingBeside();
    void saysThatAFileIsMissing();
    void saysThatAFolderIsMissing();
    void refusesADamagedFileAsAWhole_data();
    void refusesADamagedFileAsAWhole();
    void loadsOnlyIntoAnEmptyTable();

    void whatDidNotChangeIsNotWrittenAgain();

private:
    Result<void> save(ProductTable& table) const
    {
        table.publish();
        return saveSnapshot(*table.catalogue(), file());
    }
    std::filesystem::path file() const { return m_folder.path().toStdString() + "/tables.jsonl"; }
    QTemporaryDir m_folder;
};

void TableSnapshotTest::loadsWhatWasSaved()
{
    test::ProductFixture f;
    f.add({"p1", "A \"name\"\n<b>", "", "Shoes", "EUR", 12.34, 5.5}, 3);
    f.add("p2", "Hats", "Acme", 7, 0);
    f.setStock("later", 8);
    QVERIFY(save(f.table).has_value());

    test::ProductFixture loaded;
    const auto result = loaded.table.loadSnapshot(file());
    QVERIFY2(result.has_value(), result ? "" : result.error().message().c_str());
    const auto catalogue = loaded.table.catalogue();
    QCOMPARE(catalogue->size(), 2U);
    QVERIFY(catalogue->product(ProductIndex(0)) == f.table.catalogue()->product(ProductIndex(0)));
    QCOMPARE(catalogue->stock(*catalogue->find("p1")), 3);
    QCOMPARE(catalogue->stock(*catalogue->find("p2")), 0);
    QVERIFY(!catalogue->find("later")); // stock of what nobody has described
}

void TableSnapshotTest::replacesAnOlderSnapshotAndLeavesNothingBeside()
{
    test::ProductFixture f;
    f.add("p1", "Hats", "Acme", 7, 1);
    QVERIFY(save(f.table).has_value());
    f.setStock("p1", 2);
    QVERIFY(save(f.table).has_value());
    ProductTable loaded;
    QVERIFY(loaded.loadSnapshot(file()).has_value());
    QCOMPARE(loaded.catalogue()->stock(ProductIndex(0)), 2);
    QCOMPARE(QDir(m_folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList{"tables.jsonl"});
}

void TableSnapshotTest::saysThatAFileIsMissing()
{
    ProductTable table;
    const auto result = table.loadSnapshot(file().string() + ".none");
    QVERIFY(!result);
    QCOMPARE(result.error().code(), ErrorCode::NotFound);
}

void TableSnapshotTest::saysThatAFolderIsMissing()
{
    const ProductTable table;
    QVERIFY(!saveSnapshot(*table.catalogue(), m_folder.path().toStdString() + "/none/tables.jsonl"));
}

void TableSnapshotTest::refusesADamagedFileAsAWhole_data()
{
    QTest::addColumn<int>("damage"); // < 0: bytes cut off the end; else: the byte to change
    QTest::newRow("last byte missing") << -1;
    QTest::newRow("last line missing") << -30;
    QTest::newRow("header changed") << 3;
    QTest::newRow("a price changed") << 170;
    QTest::newRow("empty") << -100000;
}

void TableSnapshotTest::refusesADamagedFileAsAWhole()
{
    QFETCH(int, damage);
    test::ProductFixture f;
    f.add("p1", "Hats", "Acme", 7, 1);
    f.add("p2", "Hats", "Acme", 7, 1);
    QVERIFY(save(f.table).has_value());
    std::string content = *readWholeFile(file());
    if (damage >= 0)
        content.at(static_cast<std::size_t>(damage)) ^= 1;
    else
        content.resize(content.size() - std::min(content.size(), static_cast<std::size_t>(-damage)));
    QVERIFY(replaceFile(file(), content).has_value());

    ProductTable table;
    const auto result = table.loadSnapshot(file());
    QVERIFY(!result);
    QCOMPARE(result.error().code(), ErrorCode::Corrupt);
    QCOMPARE(table.productCount(), 0U);
    QCOMPARE(table.version(), 0U);
}

void TableSnapshotTest::loadsOnlyIntoAnEmptyTable()
{
    test::ProductFixture f;
    f.add("p1", "Hats", "Acme", 7, 1);
    QVERIFY(save(f.table).has_value());
    const auto result = f.table.loadSnapshot(file());
    QVERIFY(!result);
    QCOMPARE(result.error().code(), ErrorCode::InvalidInput);
}

void TableSnapshotTest::whatDidNotChangeIsNotWrittenAgain()
{
    test::ProductFixture f;
    TableSnapshotWriter writer(f.table, file());
    f.add("p1", "Hats", "Acme", 7, 1);
    f.table.publish();
    const auto isWritten = [&] {
        std::filesystem::remove(file());
        return writer.saveChanges().has_value() && std::filesystem::exists(file());
    };
    QVERIFY(isWritten());
    QVERIFY(!isWritten());
    f.setStock("p1", 0);
    QVERIFY(isWritten());
    ProductTable loaded;
    QVERIFY(loaded.loadSnapshot(file()).has_value());
    QCOMPARE(loaded.catalogue()->stock(ProductIndex(0)), 0);
    QVERIFY(f.table.apply(TableTopic::Products, "p1", "").has_value()); // a tombstone
    f.table.publish();
    QVERIFY(isWritten());
    ProductTable without;
    QVERIFY(without.loadSnapshot(file()).has_value());
    QCOMPARE(without.productCount(), 0U);
}

QTEST_GUILESS_MAIN(TableSnapshotTest)
#include "table_snapshot_test.moc"
