// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "pipeline/features/published_job.h"
#include "tests/pipeline/features/feature_events.h"

using namespace tailrace;
using namespace tailrace::test;
using features::PublishedBatch;

namespace {

constexpr std::int64_t Start = 1'750'000'020'000; // a whole minute
static_assert(Start % 60'000 == 0);

} // namespace

class PublishedJobTest : public QObject {
    Q_OBJECT

    const features::FeatureSet m_set = featureSet(features::Profile::Published);

    static event::Event at(std::int64_t millis, event::Event event)
    {
        event.timestamp = fromMillis(millis);
        return event;
    }
    static std::map<std::string, std::string> take(PublishedBatch& batch)
    {
        std::map<std::string, std::string> written;
        for (std::size_t i = 0; i < batch.size(); ++i) written[std::string(batch[i].key)] = batch[i].value;
        batch.clear();
        return written;
    }

    static void rewriteAll(features::PublishedJob& job, EventTime now, PublishedBatch& batch,
        std::map<std::string, std::chrono::seconds>& left)
    {
        std::vector<std::pair<features::KeyKind, std::string>> keys;
        job.eachKey([&](features::KeyKind kind, std::string_view id) { keys.emplace_back(kind, id); });
        for (const auto& [kind, id] : keys) job.rewrite(kind, id, now, batch);
        for (std::size_t i = 0; i < batch.size(); ++i) left[std::string(batch[i].key)] = batch[i].ttl;
    }

private slots:
    void writesItsLanesWithTheirTtl()
    {
        features::PublishedJob job(m_set);
        PublishedBatch batch;
        auto event = at(Start, productEvent(EventType::RemoveFromCart, "5", 3));
        event.userId = "";
        job.apply(event, event.timestamp, batch);
        for (std::size_t i = 0; i < batch.size(); ++i) QCOMPARE(batch[i].ttl, std::chrono::seconds(600));
        // Cart lane 3 x 2, purchase lane 3; no product, no category; no session id.
        QCOMPARE(batch.size(), 9U);
        const auto written = take(batch);
        QCOMPARE(written.at("user:v:cart_add_count_5m"), "0");
        QCOMPARE(written.at("user:v:cart_remove_count_1h"), "1");
        QCOMPARE(written.at("user:v:orders_count_24h"), "0");
        job.apply(at(Start, productEvent(EventType::ProductView, "5", 3)), fromMillis(Start), batch);
        bool isSeen = false;
        for (std::size_t i = 0; i < batch.size(); ++i) {
            const bool isBrand = batch[i].key.find("most_viewed_brand") != std::string_view::npos;
            isSeen = isSeen || isBrand;
            QCOMPARE(batch[i].ttl, std::chrono::seconds(isBrand ? 900 : 600));
        }
        QVERIFY(isSeen);
    }

    void writesAgainAtTheCadenceUntilEmpty()
    {
        features::PublishedJob job(m_set);
        PublishedBatch batch;
        job.apply(at(Start, productEvent(EventType::ProductView, "5", 3)), fromMillis(Start), batch);
        batch.clear();
        std::map<std::string, int> times;
        std::map<std::string, std::string> store;
        for (std::int64_t second = 1; second <= 3700; ++second) {
            job.advance(fromMillis(Start + second * 1000), batch);
            for (std::size_t i = 0; i < batch.size(); ++i) {
                ++times[std::string(batch[i].key)];
                store[std::string(batch[i].key)] = batch[i].value;
            }
            batch.clear();
        }
        // Every 30 s for 5 min, and once with the empty window; every 60 s for an hour, and once.
        QCOMPARE(times.at("user:v:product_view_count_5m"), 10);
        QCOMPARE(times.at("user:v:product_view_count_1h"), 60);
        QCOMPARE(times.at("user:v:top_category_24h"), 61);
        QCOMPARE(store.at("user:v:product_view_count_5m"), "0");
        QCOMPARE(store.at("user:v:avg_viewed_price_5m"), "0.0");
        QCOMPARE(store.at("user:v:return_view_count_5m"), "{}");
        QCOMPARE(store.at("user:v:price_range_viewed_5m"), "0.0-0.0");
        QCOMPARE(store.at("user:v:top_category_5m"), "null");
        QCOMPARE(store.at("user:v:top_category_24h"), "shoes");
        job.advance(fromMillis(Start + 25 * Hour), batch);
        QCOMPARE(take(batch).at("user:v:top_category_24h"), "null");
        // Kept until its keys are gone from the store, then not any more.
        QCOMPARE(job.users(), 1U);
        job.advance(fromMillis(Start + 25 * Hour + 11 * Minute), batch);
        QCOMPARE(job.users(), 0U);
        QVERIFY(batch.empty());
    }

    void closesSessionsAndBeginsThemAnew()
    {
        features::PublishedJob job(m_set);
        PublishedBatch batch;
        auto event = eventOf(EventType::PageView);
        event.sessionId = "s";
        job.apply(at(Start, event), fromMillis(Start), batch);
        job.apply(at(Start + Minute, event), fromMillis(Start + Minute), batch);
        QCOMPARE(take(batch).at("session:s:session_page_count"), "2");
        job.advance(fromMillis(Start + 40 * Minute), batch);
        const auto written = take(batch);
        QCOMPARE(written.at("session:s:session_duration"), std::to_string(31 * Minute));
        job.advance(fromMillis(Start + 45 * Minute), batch);
        QVERIFY(batch.empty());
        job.apply(at(Start + 50 * Minute, event), fromMillis(Start + 50 * Minute), batch);
        QCOMPARE(take(batch).at("session:s:session_page_count"), "1");
        job.advance(fromMillis(Start + 2 * Hour), batch);
        job.advance(fromMillis(Start + 2 * Hour + 11 * Minute), batch);
        QCOMPARE(job.sessions(), 0U);
    }

    // What a store holds that was given every write, one that came back empty holds after all keys are written again.
    void saysAgainWhatTheStoreHolds()
    {
        features::PublishedJob job(m_set);
        PublishedBatch batch;
        auto event = productEvent(EventType::ProductView, "5", 3);
        event.sessionId = "s";
        job.apply(at(Start, event), fromMillis(Start), batch);
        job.apply(at(Start + 1, eventOf(EventType::MediaPlay)), fromMillis(Start + 1), batch);
        auto store = take(batch);
        QVERIFY(store.contains("session:s:session_duration") && store.contains("viewer:v"));
        // The 5 min window has run empty: written once more at 5:30, so that its keys live on until 15:30.
        const EventTime now = fromMillis(Start + 10 * Minute);
        for (EventTime time = fromMillis(Start); time <= now; time += std::chrono::seconds(1)) {
            job.advance(time, batch);
            for (auto& [key, value] : take(batch)) store[key] = value;
        }
        std::map<std::string, std::chrono::seconds> left;
        rewriteAll(job, now, batch, left);
        const auto again = take(batch);
        store["session:s:session_duration"] = std::to_string(10 * Minute); // the one that grows: as of now
        QVERIFY(again == store);
        QVERIFY(left.at("user:v:top_category_5m") < std::chrono::seconds(600 - 4 * 60));
        QCOMPARE(left.at("user:v:top_category_24h"), std::chrono::seconds(600));
        QCOMPARE(left.at("viewer:v"), std::chrono::seconds(24 * 3600 - 600 + 1)); // written at Start + 1 ms
        QVERIFY(again.at("viewer:v").ends_with(R"("status":"WATCHING_VIDEO"})"));
    }

    // A session that is over is written as of its end, with what is left of its time to live; then no more.
    void saysTheEndOfASessionAgainAsLongAsItsKeysLive()
    {
        features::PublishedJob job(m_set);
        PublishedBatch batch;
        auto event = eventOf(EventType::PageView);
        event.sessionId = "s";
        job.apply(at(Start, event), fromMillis(Start), batch);
        job.advance(fromMillis(Start + 31 * Minute), batch);
        batch.clear();
        std::map<std::string, std::chrono::seconds> left;
        rewriteAll(job, fromMillis(Start + 33 * Minute), batch, left);
        QCOMPARE(take(batch).at("session:s:session_duration"), std::to_string(30 * Minute));
        QCOMPARE(left.at("session:s:session_duration"), std::chrono::seconds(600 - 120));
        rewriteAll(job, fromMillis(Start + 41 * Minute), batch, left);
        QVERIFY(batch.empty());
    }

    void tellsOfViewersWhenTheirStatusChanges()
    {
        features::PublishedJob job(m_set);
        PublishedBatch batch;
        auto event = eventOf(EventType::MediaPlay, "e1");
        event.media.currentTime = 3.0;
        job.apply(at(Start, event), fromMillis(Start), batch);
        QCOMPARE(take(batch).at("viewer:v"),
            R"({"viewer_id":"v","collector_tstamp":"2025-06-15T15:07:00.000Z","event_id":"e1","event_name":"play_event","video_ts":3.0,)"
            R"("adsClicked":0,"adsSkipped":0,"adId":0,"status":"WATCHING_VIDEO"})");
        job.apply(at(Start + 1, eventOf(EventType::MediaPing)), fromMillis(Start + 1), batch);
        QVERIFY(batch.empty());
        event = eventOf(EventType::MediaPause);
        event.media.adId = "seven"; // not a number: their message is dropped
        job.apply(at(Start + 2, event), fromMillis(Start + 2), batch);
        QVERIFY(batch.empty());
        job.apply(at(Start + 3, eventOf(EventType::MediaPause)), fromMillis(Start + 3), batch);
        QVERIFY(take(batch).at("viewer:v").ends_with(R"("status":"PAUSED_VIDEO"})"));
    }
};

QTEST_GUILESS_MAIN(PublishedJobTest)
#include "published_job_test.moc"
