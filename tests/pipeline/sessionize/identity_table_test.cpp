// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <map>
#include <memory>
#include <random>

#include "pipeline/sessionize/identity_table.h"

using namespace tailrace::sessionize;

class IdentityTableTest : public QObject {
    Q_OBJECT

    struct Entry {
        IdentityKey key;
        std::unique_ptr<int> value;
    };

private slots:
    void nobodysHashIsNobody()
    {
        QVERIFY(IdentityKey{}.isNobody());
        QVERIFY(!IdentityKey::of("").isNobody());
        QVERIFY(IdentityKey::of("a") != IdentityKey::of("b"));
    }

    // Also when the keys' lower bits, by which they are placed, are few.
    void agreesWithAMap_data()
    {
        QTest::addColumn<std::uint64_t>("places");
        for (const std::uint64_t places : {1U, 3U, 40U, 100'000U}) QTest::addRow("%u places", static_cast<unsigned>(places)) << places;
    }
    void agreesWithAMap()
    {
        QFETCH(std::uint64_t, places);
        std::mt19937 random(11);
        IdentityTable<Entry> table;
        std::map<IdentityKey, int> expected;
        QVERIFY(!table.find({1, 1}));
        for (int step = 0; step < 6'000; ++step) {
            const std::uint64_t number = random() % 300;
            const IdentityKey key{(number * 77 % places << 1U) + 1, number};
            table.expect(key);
            Entry* const found = table.find(key);
            const auto known = expected.find(key);
            QCOMPARE(found != nullptr, known != expected.end());
            if (found && random() % 2 == 0) {
                QCOMPARE(*found->value, known->second);
                table.erase(found);
                expected.erase(known);
            } else {
                const auto [entry, isNew] = table.findOrAdd(key);
                QCOMPARE(isNew, found == nullptr);
                if (isNew) entry->value = std::make_unique<int>(expected.emplace(key, step).first->second);
                QCOMPARE(*entry->value, expected.at(key));
            }
            QCOMPARE(table.size(), expected.size());
        }
        for (const auto& [key, value] : expected) QCOMPARE(*table.find(key)->value, value);
    }
};

QTEST_GUILESS_MAIN(IdentityTableTest)
#include "identity_table_test.moc"
