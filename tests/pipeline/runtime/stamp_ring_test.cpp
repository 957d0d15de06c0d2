// SPDX-License-Identifier: Apache-2.0
#include <QtTest>
#include <algorithm>
#include <atomic>
#include <thread>

#include "pipeline/runtime/stamp_ring.h"
#include "tests/support/patience.h"

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

    // A reader beside the writer sees the stamp of the very sequence that it asked for, or none. Sequences only grow: one that came back
    // to its place could not be told from itself.
    void neverMixesTwoSequences()
    {
        constexpr std::uint64_t Places = 64;
        const auto sequenceOf = [](std::uint64_t step) { return step / Places * Kept + step % Places; };
        StampRing ring;
        std::atomic<std::uint64_t> written{0};
        std::jthread writer([&](const std::stop_token& stop) {
            for (std::uint64_t step = 0; !stop.stop_requested(); ++step) {
                ring.put(Sequence(sequenceOf(step)), stampOf(sequenceOf(step)));
                written.store(step, std::memory_order_release);
            }
        });
        std::uint64_t known = 0;
        std::uint64_t wrong = 0;
        const QDeadlineTimer deadline(test::patience(10'000));
        while (known < 100'000 && !deadline.hasExpired()) {
            const std::uint64_t newest = written.load(std::memory_order_acquire);
            for (std::uint64_t back = 0; back < std::min(newest, 2 * Places); ++back) {
                const std::uint64_t sequence = sequenceOf(newest - back);
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
