// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "pipeline/features/key_index.h"

using tailrace::features::KeyIndex;

class KeyIndexTest : public QObject {
    Q_OBJECT

private slots:
    void findsNothingWhenEmpty()
    {
        const KeyIndex index;
        index.expect(1);
        QCOMPARE(index.candidate(1), KeyIndex::None);
        QCOMPARE(index.size(), 0U);
    }

    // Also when all keys meet in few places, and when two share all of their hash.
    void agreesWithAMap_data()
    {
        QTest::addColumn<std::uint64_t>("hashes");
        QTest::newRow("as they come") << std::uint64_t{0};
        QTest::newRow("few places") << std::uint64_t{37};
        QTest::newRow("one place") << std::uint64_t{1};
    }
    void agreesWithAMap()
    {
        QFETCH(std::uint64_t, hashes);
        const auto hashOf = [hashes](const std::string& key) {
            return hashes == 0 ? KeyIndex::hashOf(key) : KeyIndex::hashOf(key) % hashes * 0x1'0000'0040ULL;
        };
        std::mt19937 random(7);
        KeyIndex index;
        std::vector<std::string> names; // by place
        std::map<std::string, KeyIndex::Place> expected;
        const auto find = [&](const std::string& key) {
            return index.find(hashOf(key), [&](KeyIndex::Place place) { return names[place] == key; });
        };
        for (int step = 0; step < 6'000; ++step) {
            const std::string key = "shopper" + std::to_string(random() % 400);
            const auto known = expected.find(key);
            QCOMPARE(find(key), known == expected.end() ? KeyIndex::None : known->second);
            if (known == expected.end()) {
                expected.emplace(key, static_cast<KeyIndex::Place>(names.size()));
                index.add(hashOf(key), static_cast<KeyIndex::Place>(names.size()));
                names.push_back(key);
            } else if (random() % 3 == 0) {
                index.remove(hashOf(key), known->second);
                expected.erase(known);
            } else {
                QVERIFY(index.candidate(hashOf(key)) != KeyIndex::None);
            }
            QCOMPARE(index.size(), expected.size());
        }
        for (const auto& [key, place] : expected) QCOMPARE(find(key), place);
    }
};

QTEST_GUILESS_MAIN(KeyIndexTest)
#include "key_index_test.moc"
