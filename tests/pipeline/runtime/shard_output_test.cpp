// SPDX-License-Identifier: Apache-2.0
#include "tests/pipeline/runtime/shard_fixture.h"

using namespace tailrace;
using namespace tailrace::test;

// What a shard writes to the store: only what changed, until nothing is left.
class ShardOutputTest : public QObject {
    Q_OBJECT

private slots:
    void init() { m = std::make_unique<ShardFixture>(); }

    void valuesFallWhenNothingHappens()
    {
        m->event("ann", 0, 0, event::EventType::ProductView);
        m->write();
        QCOMPARE(user()["product_view_count_5m"], std::string("1"));
        QCOMPARE(user()["product_view_count_1h"], std::string("1"));
        m->advance(6);
        m->write();
        QCOMPARE(user()["product_view_count_5m"], std::string("0"));
        QCOMPARE(user()["product_view_count_1h"], std::string("1"));
        m->advance(70);
        m->write();
        QCOMPARE(user()["product_view_count_1h"], std::string("0"));
        QVERIFY(user()["as_of"] > std::to_string(Start + 60 * Minute));
    }

    void keysGoWithTheirLastWindow()
    {
        m->event("ann", 0, 0, event::EventType::MediaPlay);
        m->event("ann", 0);
        m->write();
        QCOMPARE(m->store.size(), std::size_t{3}); // shopper, session, viewer
        m->advance(33);
        m->write();
        QCOMPARE(m->keys(), std::string("tr:{p07}:user:ann tr:{p07}:viewer:ann"));
        m->advance(24 * 60 + 2);
        m->write();
        QCOMPARE(m->keys(), std::string());
        QCOMPARE(m->shard.shoppers(), std::size_t{0});
    }

    // Redis pays for each field.
    void onlyWhatChangedIsWritten()
    {
        m->event("ann", 0);
        QCOMPARE(fieldsOfNextBatch(), std::string("as_of version page_view_count session_page_count"));
        m->event("ann", 0);
        QCOMPARE(fieldsOfNextBatch(), std::string("as_of version page_view_count session_page_count session_bounce"));
        m->event("ann", 0, 0, event::EventType::PageUnload);
        QCOMPARE(fieldsOfNextBatch(), std::string("as_of version"));
    }

    void whatDidNotArriveIsWrittenAgainInFull()
    {
        m->event("ann", 0, 0, event::EventType::ProductView);
        FeatureBatch lost;
        std::vector<runtime::SlotRef> written;
        m->shard.endBatch(atSecond(0));
        m->shard.write(lost, written);
        m->shard.giveBack(written, lost);
        QVERIFY(!m->shard.lacksNothing());
        m->rewrite();
        QVERIFY(m->shard.lacksNothing());
        QCOMPARE(user()["product_view_count"], std::string("1"));
        QCOMPARE(m->keys(), std::string("tr:{p07}:user:ann"));
    }

    void whatShouldHaveBeenDeletedIsDeletedLater()
    {
        m->event("ann", 0);
        m->write();
        m->advance(24 * 60 + 2);
        FeatureBatch lost;
        std::vector<runtime::SlotRef> written;
        m->shard.endBatch(atSecond(0));
        m->shard.write(lost, written);
        m->shard.giveBack(written, lost);
        QVERIFY(m->store.contains("tr:{p07}:user:ann"));
        m->write();
        QCOMPARE(m->keys(), std::string());
    }

    void anEmptyStoreGetsEverything()
    {
        for (const char* shopper : {"ann", "bob", "cem"}) m->event(shopper, 0);
        m->write();
        m->store.clear();
        m->shard.markAll();
        m->rewrite(2);
        QVERIFY(!m->shard.lacksNothing());
        m->rewrite(2);
        QVERIFY(m->shard.lacksNothing());
        QCOMPARE(m->store.size(), std::size_t{6});
    }

    void changesWhileTheStoreIsAwayComeLater()
    {
        m->event("ann", 0);
        m->shard.keepForLater();
        m->event("ann", 0.1);
        m->shard.keepForLater();
        m->write();
        QCOMPARE(m->keys(), std::string());
        m->rewrite();
        QCOMPARE(user()["version"], std::string("2"));
    }

private:
    std::map<std::string, std::string>& user() { return m->store["tr:{p07}:user:ann"]; }
    std::string fieldsOfNextBatch()
    {
        FeatureBatch batch;
        std::vector<runtime::SlotRef> written;
        m->shard.endBatch(atSecond(0));
        m->shard.write(batch, written);
        std::string names;
        for (std::size_t i = 0; i < batch.fields().size(); i += 2)
            names += (i == 0 ? "" : " ") + std::string(batch.text(batch.fields()[i]));
        return names;
    }

    std::unique_ptr<ShardFixture> m;
};

QTEST_GUILESS_MAIN(ShardOutputTest)
#include "shard_output_test.moc"
