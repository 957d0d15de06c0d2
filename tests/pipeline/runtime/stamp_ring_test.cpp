// SPDX-License-Identifier: Apache-2.0
#include <QtTest>
#include <thread>

#include "pipeline/runtime/stamp_ring.h"

using namespace tailrace;
using namespace tailrace::runtime;

namespace {

constexpr std::uint64_t Kept = 131'072;

Stamp stampOf(std::uint64_t sequence) { return fromNanos(static_cast<std::int64_t>(sequence) * 7 + 1); }

} // namespace

class StampRingTest : public QObject {
    Q_OBJECT

private slots:
    void knowsNothingAtFirst()
    {
        const StampRing ring;
        QCOMPARE(ring.get(Sequence(0)), Stamp{});
        QCOMPARE(ring.get(Sequence(Kept)), Stamp{});
    }

    void givesBackWhatWasPut()
    {
        StampRing ring;
        for (std::uint64_t s = 0; s < 1000; ++s) ring.put(Sequence(s), stampOf(s));
        for (std::uint64_t s = 0; s < 1000; ++s) QCOMPARE(ring.get(Sequence(s)), stampOf(s));
        QCOMPARE(ring.get(Sequence(1000)), Stamp{});
    }

    void latestStampOfASequenceCounts()
    {
        StampRing ring;
        ring.put(Sequence(5), stampOf(5));
        ring.put(Sequence(5), stampOf(6));
        QCOMPARE(ring.get(Sequence(5)), stampOf(6));
    }

    void forgetsWhatWasOverwritten()
    {
        StampRing ring;
        for (std::uint64_t s = 0; s < Kept + 10; ++s) ring.put(Sequence(s), stampOf(s));
        QCOMPARE(ring.get(Sequence(9)), Stamp{});
        QCOMPARE(ring.get(Sequence(10)), stampOf(10)); // the oldest that is kept
        QCOMPARE(ring.get(Sequence(Kept + 9)), stampOf(Kept + 9));
    }

    // A reader beside the writer sees the stamp of the very sequence that it asked for, or none.
    void neverMixesTwoSequences()
    {
        StampRing ring;
        std::jthread writer([&ring](const std::stop_token& stop) {
            for (std::uint64_t i = 0; !stop.stop_requested(); ++i) {
                const std::uint64_t sequence = i % 64 * Kept + i % 3;
                ring.put(Sequence(sequence), stampOf(sequence));
            }
        });
        std::uint64_t known = 0;
        std::uint64_t wrong = 0;
        const QDeadlineTimer deadline(10'000);
        while (known < 100'000 && !deadline.hasExpired()) {
            for (std::uint64_t i = 0; i < 64 * 3; ++i) {
                const std::uint64_t sequence = i / 3 * Kept + i % 3;
                const Stamp stamp = ring.get(Sequence(sequence));
                known += stamp != Stamp{};
                wrong += stamp != Stamp{} && stamp != stampOf(sequence);
            }
        }
        QCOMPARE(wrong, std::uint64_t{0});
        QVERIFY(known >= 100'000);
    }
};

QTEST_GUILESS_MAIN(StampRingTest)
#include "stamp_ring_test.moc"
