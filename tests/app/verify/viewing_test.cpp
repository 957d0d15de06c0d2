// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "tests/app/verify/declared.h"

using namespace tailrace::test;

namespace {

constexpr std::int64_t Minute = 60'000;

std::string say(const KeyEvents& events, const std::string& kind)
{
    return events.say("\"key\": \"viewer\", \"events\": [\"*\"], \"aggregate\": \"" + kind + "\"");
}

// The status after these events, a second apart.
std::string statusAfter(std::initializer_list<const char*> types)
{
    KeyEvents events;
    std::int64_t time = 0;
    for (const char* type : types) events.add(EventText("e", std::string(type) + "_event", time += 1000));
    return say(events, "viewer_status");
}

EventText playing(std::int64_t ms, double position, const char* type = "ping_event")
{
    return EventText("e", type, ms).set("/payload/media_player", {{"currentTime", position}, {"duration", 600}});
}

} // namespace

class ViewingTest : public QObject {
    Q_OBJECT

private slots:
    void theStatusFollowsTheTable()
    {
        QCOMPARE(statusAfter({"ping"}), std::string("WATCHING_VIDEO"));
        QCOMPARE(statusAfter({"pause"}), std::string("PAUSED_VIDEO"));
        QCOMPARE(statusAfter({"pause", "ping", "ad_break_start"}), std::string("PAUSED_VIDEO"));
        QCOMPARE(statusAfter({"pause", "play"}), std::string("WATCHING_VIDEO"));
        QCOMPARE(statusAfter({"pause", "end"}), std::string("COMPLETED_VIDEO"));
        QCOMPARE(statusAfter({"ad_break_start", "pause", "play"}), std::string("WATCHING_AD"));
        QCOMPARE(statusAfter({"ad_break_start", "ad_break_end"}), std::string("WATCHING_VIDEO"));
        QCOMPARE(statusAfter({"ad_break_start", "end"}), std::string("COMPLETED_VIDEO"));
        QCOMPARE(statusAfter({"end", "pause", "ad_break_start"}), std::string("COMPLETED_VIDEO"));
        QCOMPARE(statusAfter({"end", "play"}), std::string("WATCHING_VIDEO"));
    }

    // end, pause, play, ad break start, ad break end, others: here end and then play, so that the replay counts.
    void amongEqualTimesTheRankDecides()
    {
        KeyEvents events;
        events.add(EventText("e", "play_event", 1)).add(EventText("e", "end_event", 1));
        QCOMPARE(say(events, "viewer_status"), std::string("WATCHING_VIDEO"));
        events.add(EventText("e", "ad_break_start_event", 1));
        QCOMPARE(say(events, "viewer_status"), std::string("WATCHING_AD"));
    }

    void onlyTheLastViewingCounts()
    {
        KeyEvents events;
        events.add(playing(0, 590)).add(EventText("e", "pause_event", 1000));
        events.add(playing(1000 + 30 * Minute, 30)); // exactly the gap: the same viewing
        QCOMPARE(say(events, "viewer_status"), std::string("PAUSED_VIDEO"));
        QCOMPARE(say(events, "watch_completion"), std::string("0.9833333333333333")); // 590 / 600
        events.add(playing(1000 + 60 * Minute + 1, 60));                              // 1 ms more: another one
        QCOMPARE(say(events, "viewer_status"), std::string("WATCHING_VIDEO"));
        QCOMPARE(say(events, "watch_completion"), std::string("0.1"));
    }

    void completionIsAtMostOneAndNeedsADuration()
    {
        KeyEvents events;
        events.add(EventText("e", "ping_event", 1).set("/payload/media_player/currentTime", 700));
        QCOMPARE(say(events, "watch_completion"), std::string("0"));
        QCOMPARE(say(events.add(playing(2, 10)), "watch_completion"), std::string("1"));
    }

    void theLastPositionAndAdAreThoseOfTheLastEventThatHasOne()
    {
        KeyEvents events;
        events.add(playing(1, 20.25)).add(EventText("e", "ping_event", 9));
        events.add(EventText("e", "ad_start_event", 3).set("/payload/ad/adId", "b"))
            .add(EventText("e", "ad_start_event", 3).set("/payload/ad/adId", "a"));
        QCOMPARE(say(events, "last_position"), std::string("20.25"));
        QCOMPARE(say(events, "last_ad"), std::string("b"));
    }

    void theCountsOfAdvertisementsAreTheLastOnesSaid()
    {
        KeyEvents events;
        QCOMPARE(say(events, "ads_clicked"), std::string("0"));
        events.add(EventText("e", "ad_click_event", 5).set("/payload/media_session", {{"adsClicked", 2}, {"adsSkipped", 1}}));
        events.add(EventText("e", "ping_event", 9).set("/payload/media_session", {{"adsSkipped", 0}}));
        QCOMPARE(say(events, "ads_clicked"), std::string("2"));
        QCOMPARE(say(events, "ads_skipped"), std::string("0")); // another viewing
    }
};

QTEST_GUILESS_MAIN(ViewingTest)
#include "viewing_test.moc"
