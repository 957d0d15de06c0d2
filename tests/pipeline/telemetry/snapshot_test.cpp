// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/snapshot.h"

#include <QtTest/QtTest>

#include <atomic>
#include <thread>

using namespace tailrace::telemetry;

namespace {

std::shared_ptr<const Snapshot> numbered(std::uint64_t sequence)
{
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->sequence = sequence;
    snapshot->ledger.accepted = sequence;
    return snapshot;
}

} // namespace

class SnapshotTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsNothingBeforeTheFirstPublish() { QVERIFY(!SnapshotCell().read()); }

    void readerKeepsItsSnapshotWhenANewerComes()
    {
        SnapshotCell cell;
        cell.publish(numbered(1));
        const auto first = cell.read();
        cell.publish(numbered(2));
        QCOMPARE(first->sequence, 1U);
        QCOMPARE(cell.read()->sequence, 2U);
        QCOMPARE(first.use_count(), 1L);
    }

    void concurrentReadersSeeWholeSnapshotsInOrder()
    {
        constexpr std::uint64_t Last = 20'000;
        SnapshotCell cell;
        std::jthread publisher([&cell] {
            for (std::uint64_t i = 1; i <= Last; ++i) cell.publish(numbered(i));
        });
        for (std::uint64_t seen = 0; seen < Last;) {
            const auto snapshot = cell.read();
            if (!snapshot) continue;
            QVERIFY(snapshot->sequence >= seen);
            QCOMPARE(snapshot->ledger.accepted, snapshot->sequence);
            seen = snapshot->sequence;
        }
    }
};

QTEST_GUILESS_MAIN(SnapshotTest)
#include "snapshot_test.moc"
