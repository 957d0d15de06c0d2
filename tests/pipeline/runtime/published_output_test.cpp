// SPDX-License-Identifier: Apache-2.0
#include "tests/pipeline/runtime/shard_fixture.h"

using namespace tailrace;
using namespace tailrace::test;

// Under the published profile a shard judges events as ever, and the store gets what the published job says.
class PublishedOutputTest : public QObject {
    Q_OBJECT

private slots:
    void init() { m = std::make_unique<ShardFixture>(sessionize::SessionRules{}, features::Profile::Published); }

    void appliedEventsAreWritten()
    {
        m->event("ann", 0, 0, event::EventType::AddToCart);
        m->write();
        QCOMPARE(text("user:ann:cart_add_count_5m"), std::string("1"));
        QCOMPARE(text("user:ann:orders_count_24h"), std::string("0"));
        for (const auto& [key, fields] : m->store) QVERIFY2(key.starts_with("user:ann:"), key.c_str()); // no hash of ours
        QCOMPARE(m->shard.counts().applied, std::uint64_t{1});
        m->shard.endBatch(atSecond(6));
        QVERIFY2(m->updates.text.starts_with("ann@0 "), m->updates.text.c_str()); // sessions are those of the engine
    }

    // Lateness and duplicates are decided once, by the shard: they are not among the applied events.
    void lateAndDuplicateEventsChangeNothing()
    {
        m->deliver("ann", "one", 0, 0, event::EventType::AddToCart);
        m->deliver("ann", "one", 0, 0, event::EventType::AddToCart);
        m->event("bob", 60);
        m->write();
        m->event("ann", 1, 0, event::EventType::AddToCart);
        m->write();
        QCOMPARE(m->shard.counts().duplicate, std::uint64_t{1});
        QCOMPARE(m->shard.counts().late, std::uint64_t{1});
        QCOMPARE(text("user:ann:cart_add_count_1h"), std::string("1"));
    }

    void valuesFallAndAreWrittenOnceMore()
    {
        m->event("ann", 0, 0, event::EventType::AddToCart);
        m->write();
        m->advance(6);
        m->write();
        QCOMPARE(text("user:ann:cart_add_count_5m"), std::string("0"));
        m->store.clear();
        m->advance(7);
        m->write();
        QVERIFY(!m->store.contains("user:ann:cart_add_count_5m"));
        QCOMPARE(text("user:ann:cart_add_count_1h"), std::string("1")); // at its cadence, changed or not
    }

    void anEmptyStoreGetsEverything()
    {
        for (const char* shopper : {"ann", "bob", "cem"}) m->event(shopper, 0, 0, event::EventType::AddToCart);
        m->event("dan", 0, 0, event::EventType::MediaPlay);
        m->write();
        const auto before = m->store;
        m->store.clear();
        m->shard.markAll();
        m->rewrite(2);
        QVERIFY(!m->shard.lacksNothing());
        m->rewrite(2);
        QVERIFY(m->shard.lacksNothing());
        QVERIFY(m->store == before);
    }

    void whatChangedWhileTheStoreWasAwayComesLater()
    {
        m->event("ann", 0, 0, event::EventType::AddToCart);
        m->write();
        m->event("ann", 1, 0, event::EventType::AddToCart);
        m->advance(7);
        m->shard.keepForLater();
        QVERIFY(!m->shard.lacksNothing());
        m->write();
        QCOMPARE(text("user:ann:cart_add_count_5m"), std::string("1")); // older, until it has recovered
        m->rewrite(100);
        QVERIFY(m->shard.lacksNothing());
        QCOMPARE(text("user:ann:cart_add_count_1h"), std::string("2"));
        // Its last value, which the job does not write by itself any more.
        QCOMPARE(text("user:ann:cart_add_count_5m"), std::string("0"));
    }

    void whatDidNotArriveIsWrittenAgain()
    {
        m->event("ann", 0, 0, event::EventType::AddToCart);
        FeatureBatch lost;
        std::vector<runtime::SlotRef> written;
        m->shard.write(lost, written);
        m->shard.giveBack(written, lost);
        QVERIFY(!m->shard.lacksNothing());
        m->rewrite(100);
        QCOMPARE(text("user:ann:cart_add_count_5m"), std::string("1"));
    }

    // A cadence that is due for all at once goes in parts, oldest first.
    void aFloodGoesInParts()
    {
        constexpr int Shoppers = 1000; // 9 keys each
        for (int i = 0; i < Shoppers; ++i) m->event("shopper" + std::to_string(i), 0, 0, event::EventType::AddToCart);
        QVERIFY(!m->shard.overflows());
        m->advance(6);
        QVERIFY(m->shard.overflows());
        std::size_t parts = 0, keys = 0;
        for (bool more = true; more; ++parts) {
            more = m->shard.overflows();
            FeatureBatch batch;
            std::vector<runtime::SlotRef> written;
            m->shard.write(batch, written);
            QVERIFY(batch.entries().size() <= runtime::PublishedOutput::MostKeys);
            keys += batch.entries().size();
            m->apply(batch);
        }
        QVERIFY2(parts >= 2, std::to_string(keys).c_str());
        QCOMPARE(text("user:shopper0:cart_add_count_5m"), std::string("0"));
        QCOMPARE(text("user:shopper999:cart_add_count_5m"), std::string("0"));
    }

private:
    // The text of a key, whatever its time to live.
    std::string text(const std::string& key) const
    {
        const auto found = m->store.find(key);
        return found == m->store.end() || found->second.size() != 1 ? "none" : found->second.begin()->second;
    }

    std::unique_ptr<ShardFixture> m;
};

QTEST_GUILESS_MAIN(PublishedOutputTest)
#include "published_output_test.moc"
