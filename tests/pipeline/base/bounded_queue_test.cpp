// SPDX-License-Identifier: Apache-2.0
#include <QtTest/QtTest>
#include <atomic>
#include <numeric>
#include <thread>

#include "pipeline/base/bounded_queue.h"

using namespace tailrace;
using namespace std::chrono_literals;

class BoundedQueueTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void takesAllInOrder()
    {
        BoundedQueue<int> queue(10);
        for (int i = 0; i < 3; ++i) QVERIFY(queue.push(i));
        std::vector<int> out{99};
        QVERIFY(queue.popAll(out, 0ms));
        QCOMPARE(out, (std::vector<int>{0, 1, 2}));
        QVERIFY(queue.popAll(out, 0ms)); // empty, but open
        QVERIFY(out.empty());
    }

    void letsAHeavyItemPassAndRefusesTheNext()
    {
        BoundedQueue<int> queue(10);
        int item = 1;
        QVERIFY(queue.tryPush(std::move(item), 1000));
        QVERIFY(!queue.tryPush(2, 1));
        std::vector<int> out;
        QVERIFY(queue.popAll(out, 0ms));
        QVERIFY(queue.tryPush(3, 1));
    }

    void aHeldOneSeemsEmptyUntilItIsLetGoOrClosed()
    {
        BoundedQueue<int> queue(10);
        queue.hold(true);
        QVERIFY(queue.push(1));
        std::vector<int> out;
        QVERIFY(queue.popAll(out, 1ms));
        QVERIFY(out.empty());
        QCOMPARE(queue.weight(), std::size_t(1));
        std::thread letGo([&queue] { queue.hold(false); });
        QVERIFY(queue.popAll(out, 10s)); // woken by it
        letGo.join();
        QCOMPARE(out, std::vector<int>{1});
        queue.hold(true);
        QVERIFY(queue.push(2));
        queue.close();
        QVERIFY(queue.popAll(out, 0ms));
        QCOMPARE(out, std::vector<int>{2});
        QVERIFY(!queue.popAll(out, 0ms));
    }

    void closingLetsOutWhatIsInside()
    {
        BoundedQueue<int> queue(10);
        queue.push(1);
        queue.close();
        QVERIFY(!queue.push(2));
        std::vector<int> out;
        QVERIFY(queue.popAll(out, 0ms));
        QCOMPARE(out.size(), std::size_t(1));
        QVERIFY(!queue.popAll(out, 1h));
    }

    // Writers wait for room and the reader for items, each woken by the other: a wake-up that is left out stops this for good.
    void losesNothingBetweenManyWritersAndASlowReader()
    {
        constexpr int Writers = 4, Each = 20'000;
        BoundedQueue<int> queue(8);
        std::vector<std::jthread> writers;
        for (int w = 0; w < Writers; ++w) {
            writers.emplace_back([&queue, w] {
                for (int i = 0; i < Each; ++i) queue.push(w * Each + i, static_cast<std::size_t>(1 + i % 5));
            });
        }
        std::vector<int> all, out;
        while (all.size() < static_cast<std::size_t>(Writers) * Each) {
            QVERIFY2(queue.popAll(out, 10s) && !out.empty(), "a wake-up was lost");
            all.insert(all.end(), out.begin(), out.end());
        }
        std::sort(all.begin(), all.end());
        std::vector<int> expected(all.size());
        std::iota(expected.begin(), expected.end(), 0);
        QCOMPARE(all, expected);
    }
};

QTEST_GUILESS_MAIN(BoundedQueueTest)
#include "bounded_queue_test.moc"
