// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <random>
#include <string>

#include "pipeline/kafka/sequence_gate.h"

using namespace tailrace;
using Gate = kafka::SequenceGate<std::string>;

class SequenceGateTest : public QObject {
    Q_OBJECT

private slots:
    void deliversInOrder();
    void dropsRepeats();
    void holdsBehindAHoleAndReleasesInOrder();
    void holdsNoMoreThanTheBound();
    void refeedBringsWhatTheBoundDropped();
    void anyDeliveryOrderComesOutDense();
};

namespace {

// Offers as a worker does; what comes out is appended to `out`.
Gate::Verdict feed(Gate& gate, std::uint64_t sequence, std::vector<std::string>& out)
{
    std::string item = std::to_string(sequence);
    const auto verdict = gate.offer(Sequence(sequence), item);
    if (verdict == Gate::Verdict::Deliver) {
        out.push_back(item);
        while (auto held = gate.release()) out.push_back(*held);
    }
    return verdict;
}

std::vector<std::string> upTo(int count)
{
    std::vector<std::string> all;
    for (int i = 0; i < count; ++i) all.push_back(std::to_string(i));
    return all;
}

} // namespace

void SequenceGateTest::deliversInOrder()
{
    Gate gate;
    std::vector<std::string> out;
    for (std::uint64_t i = 0; i < 5; ++i) QVERIFY(feed(gate, i, out) == Gate::Verdict::Deliver);
    QCOMPARE(out, upTo(5));
    QCOMPARE(gate.next().value, 5U);
    QVERIFY(!gate.hasGap());
}

void SequenceGateTest::dropsRepeats()
{
    Gate gate;
    std::vector<std::string> out;
    feed(gate, 0, out);
    QVERIFY(feed(gate, 0, out) == Gate::Verdict::Repeat);
    QVERIFY(feed(gate, 2, out) == Gate::Verdict::Held);
    QVERIFY(feed(gate, 2, out) == Gate::Verdict::Repeat);
    QCOMPARE(out, upTo(1));
    QCOMPARE(gate.held(), 1U);
}

void SequenceGateTest::holdsBehindAHoleAndReleasesInOrder()
{
    Gate gate;
    std::vector<std::string> out;
    feed(gate, 0, out);
    for (const std::uint64_t ahead : {4U, 2U, 3U}) QVERIFY(feed(gate, ahead, out) == Gate::Verdict::Held);
    QVERIFY(gate.hasGap());
    QVERIFY(!gate.release());
    QCOMPARE(out, upTo(1));
    QVERIFY(feed(gate, 1, out) == Gate::Verdict::Deliver);
    QCOMPARE(out, upTo(5));
    QVERIFY(!gate.hasGap());
}

void SequenceGateTest::holdsNoMoreThanTheBound()
{
    Gate gate(3);
    std::vector<std::string> out;
    for (std::uint64_t i = 1; i <= 3; ++i) QVERIFY(feed(gate, i, out) == Gate::Verdict::Held);
    QVERIFY(feed(gate, 4, out) == Gate::Verdict::Dropped);
    QCOMPARE(gate.held(), 3U);
    QVERIFY(feed(gate, 0, out) == Gate::Verdict::Deliver); // the next one always passes
    QCOMPARE(out, upTo(4));
}

void SequenceGateTest::refeedBringsWhatTheBoundDropped()
{
    Gate gate(3);
    std::vector<std::string> out;
    for (std::uint64_t i = 1; i < 10; ++i) feed(gate, i, out);
    QVERIFY(out.empty());
    for (std::uint64_t i = gate.next().value; i < 10; ++i) feed(gate, i, out); // from the hole on, repeats included
    QCOMPARE(out, upTo(10));
}

void SequenceGateTest::anyDeliveryOrderComesOutDense()
{
    for (unsigned seed = 0; seed < 50; ++seed) {
        std::mt19937 random(seed);
        std::vector<std::uint64_t> deliveries;
        for (std::uint64_t i = 0; i < 200; ++i) deliveries.insert(deliveries.end(), 1 + random() % 3, i);
        std::shuffle(deliveries.begin(), deliveries.end(), random);
        Gate gate(16);
        std::vector<std::string> out;
        for (const std::uint64_t sequence : deliveries) {
            feed(gate, sequence, out);
            QVERIFY(gate.held() <= 16);
        }
        for (std::uint64_t i = gate.next().value; i < 200; ++i) feed(gate, i, out);
        QCOMPARE(out, upTo(200));
    }
}

QTEST_GUILESS_MAIN(SequenceGateTest)
#include "sequence_gate_test.moc"
