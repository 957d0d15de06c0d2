// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <random>
#include <set>

#include "pipeline/sessionize/event_id_set.h"

using tailrace::sessionize::EventIdSet;

class EventIdSetTest : public QObject {
    Q_OBJECT

private slots:
    void answersAsAStdSet();
    void holdsBothAfterAMerge();
};

void EventIdSetTest::answersAsAStdSet()
{
    for (unsigned seed = 0; seed < 20; ++seed) {
        std::mt19937_64 random(seed);
        EventIdSet ids;
        std::set<std::uint64_t> oracle;
        for (int i = 0; i < 1000; ++i) {
            const std::uint64_t id = random() % 600; // many repeats, many misses
            QCOMPARE(ids.insert(id), oracle.insert(id).second);
            const std::uint64_t asked = random() % 600;
            QCOMPARE(ids.contains(asked), oracle.contains(asked));
        }
        QCOMPARE(ids.ids().size(), oracle.size());
        QCOMPARE(std::set<std::uint64_t>(ids.ids().begin(), ids.ids().end()), oracle);
    }
}

void EventIdSetTest::holdsBothAfterAMerge()
{
    for (const std::uint64_t size : {0U, 1U, 63U, 64U, 65U, 66U, 200U}) {
        EventIdSet even, odd;
        for (std::uint64_t i = 0; i < size; ++i) {
            even.insert((size - i) * 2);
            odd.insert(i * 2 + 1);
        }
        even.merge(odd);
        for (std::uint64_t i = 0; i < size; ++i) QVERIFY(even.contains((i + 1) * 2) && even.contains(i * 2 + 1));
        QVERIFY(!even.contains(0) && !even.contains(size * 2 + 1));
        QVERIFY(even.insert(1'000'000) && !even.insert(1'000'000));
    }
}

QTEST_GUILESS_MAIN(EventIdSetTest)
#include "event_id_set_test.moc"
