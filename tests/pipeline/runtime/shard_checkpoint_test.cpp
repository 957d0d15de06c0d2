// SPDX-License-Identifier: Apache-2.0
#include "tests/pipeline/runtime/shard_fixture.h"

using namespace tailrace;
using namespace tailrace::test;

// A shard as bytes. That a restored one goes on as the old one would have is integration_engine_oracle_test's.
class ShardCheckpointTest : public QObject {
    Q_OBJECT

private slots:
    void init() { m = std::make_unique<ShardFixture>(); }

    void onlyWhatChangedIsTaken()
    {
        m->event("ann", 0);
        m->event("bob", 1);
        QCOMPARE(changes(), std::string("+ann +bob "));
        m->event("bob", 2);
        QCOMPARE(changes(), std::string("+bob "));
        QCOMPARE(changes(), std::string());
        m->advance(48 * 60);
        QCOMPARE(changes(), std::string("-ann -bob "));
    }

    // Slice by slice: what changes in between is in it as it is at the end.
    void aCheckpointTakenInSlicesEndsWhenNothingIsLeft()
    {
        for (const char* shopper : {"ann", "bob", "cid"}) m->event(shopper, 0);
        QCOMPARE(changes(2), std::string("+ann +bob "));
        QVERIFY(!m_complete);
        m->event("ann", 1);
        QCOMPARE(changes(1), std::string("+cid "));
        QVERIFY(!m_complete);
        QCOMPARE(changes(1), std::string("+ann "));
        QVERIFY(m_complete);
        QCOMPARE(changes(), std::string());
        QVERIFY(m_complete);
    }

    void withoutCheckpointsNothingIsKeptForThem()
    {
        m = std::make_unique<ShardFixture>(sessionize::SessionRules{}, features::Profile::Tailrace, false);
        m->event("ann", 0);
        QCOMPARE(changes(), std::string());
        m->advance(48 * 60);
        QCOMPARE(changes(), std::string());
    }

    void aDamagedOwnerIsRefusedAndLeavesNothing()
    {
        m->event("ann", 0, 0, event::EventType::MediaPlay);
        changes();
        const std::string whole = m_last;
        for (std::size_t size = 0; size < whole.size(); ++size) {
            ShardFixture other;
            QVERIFY(other.shard.restoreHeader(m->shard.encodeHeader()));
            QVERIFY(!other.shard.restore("ann", std::string_view(whole).substr(0, size)));
            QCOMPARE(other.shard.shoppers(), std::size_t{0});
        }
        ShardFixture other;
        QVERIFY(other.shard.restoreHeader(m->shard.encodeHeader()));
        QVERIFY(other.shard.restore("ann", whole));
        QCOMPARE(other.shard.shoppers(), std::size_t{1});
        QCOMPARE(other.shard.counts().applied, std::uint64_t{1});
    }

    void anotherVersionIsRefusedWithItsNumber()
    {
        std::string header = m->shard.encodeHeader();
        header[0] = 9;
        const auto restored = ShardFixture().shard.restoreHeader(header);
        QVERIFY(!restored && restored.error().code() == ErrorCode::Unsupported);
        QVERIFY2(restored.error().context().ends_with("9"), restored.error().context().c_str());
    }

    void whatIsRestoredIsWrittenToTheStoreAgain()
    {
        m->event("ann", 0);
        changes();
        ShardFixture other;
        QVERIFY(other.shard.restoreHeader(m->shard.encodeHeader()));
        QVERIFY(other.shard.restore("ann", m_last));
        QVERIFY(!other.shard.lacksNothing());
        FeatureBatch batch;
        std::vector<runtime::SlotRef> written;
        other.shard.rewrite(batch, 10, written);
        other.apply(batch);
        m->write();
        QCOMPARE(other.store, m->store);
    }

    // Hundreds of thousands may come back at once: some at each end of a batch, all of them in the end, and none twice.
    void whatIsRestoredIsPublishedAgainSomeAtATime()
    {
        constexpr std::size_t Shoppers = 700, AtOnce = runtime::SessionEmitter::RestoredAtOnce;
        ShardFixture other;
        QVERIFY(other.shard.restoreHeader(m->shard.encodeHeader()));
        for (std::size_t i = 0; i < Shoppers; ++i) {
            m->event("s" + std::to_string(i), 0);
            changes(Shoppers);
            QVERIFY(other.shard.restore("s" + std::to_string(i), m_last));
        }
        const auto published = [&] { return std::count(other.updates.text.begin(), other.updates.text.end(), '@'); };
        other.shard.endBatch(atSecond(0), false); // enrichment is given up
        QCOMPARE(published(), 0);
        other.shard.endBatch(atSecond(0));
        QCOMPARE(published(), static_cast<std::ptrdiff_t>(AtOnce));
        for (int i = 0; i < 3; ++i) other.shard.endBatch(atSecond(0));
        QCOMPARE(published(), static_cast<std::ptrdiff_t>(Shoppers));
    }

private:
    std::string changes(std::size_t most = 100)
    {
        std::string text;
        m_complete = m->shard.takeChanges(
            most,
            [&](const std::string& owner, std::string bytes) {
                text += "+" + owner + " ";
                m_last = std::move(bytes);
            },
            [&](const std::string& owner) { text += "-" + owner + " "; });
        return text;
    }

    std::unique_ptr<ShardFixture> m;
    std::string m_last;
    bool m_complete = false;
};

QTEST_GUILESS_MAIN(ShardCheckpointTest)
#include "shard_checkpoint_test.moc"
