// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/viewing.h"

#include <QtTest>
#include <map>
#include <nlohmann/json.hpp>

#include "pipeline/event/event_decoder.h"
#include "pipeline/simulator/media_text.h"
#include "pipeline/simulator/titles.h"

using namespace tailrace;
using namespace tailrace::simulator;
using namespace std::chrono_literals;
using event::EventType;

namespace {

// Which event may follow which in one viewing; what is missing ends it.
bool mayFollow(EventType before, EventType type)
{
    switch (before) {
    case EventType::MediaPause: return type == EventType::MediaPlay;
    case EventType::MediaSeekStart: return type == EventType::MediaSeekEnd;
    case EventType::MediaAdBreakStart: return type == EventType::MediaAdStart;
    case EventType::MediaAdStart:
        return type == EventType::MediaAdSkip || type == EventType::MediaAdClick || type == EventType::MediaAdComplete;
    case EventType::MediaAdClick: return type == EventType::MediaAdComplete;
    case EventType::MediaAdSkip:
    case EventType::MediaAdComplete: return type == EventType::MediaAdBreakEnd;
    case EventType::MediaEnd: return false;
    default: // it plays
        return type == EventType::MediaPing || type == EventType::MediaPause || type == EventType::MediaSeekStart
            || type == EventType::MediaAdBreakStart || type == EventType::MediaEnd;
    }
}

} // namespace

class ViewingTest : public QObject {
    Q_OBJECT
private slots:
    void everyViewingIsPossible()
    {
        const Screen screen(ViewerMix{});
        Random random(3);
        Viewing viewing;
        std::map<EventType, int> types;
        for (int i = 1; i <= 3000; ++i) {
            ShopperStep step;
            std::optional<std::chrono::nanoseconds> wait = screen.begin(viewing, step, random);
            QCOMPARE(step.type, EventType::MediaPlay);
            QCOMPARE(step.player.viewing, static_cast<std::uint32_t>(i));
            QCOMPARE(step.player.position, 0.0);
            while (wait && viewing.state != Viewing::State::Over) {
                const ShopperStep before = step;
                step = {};
                const auto waited = *wait;
                wait = screen.act(viewing, step, random);
                if (!wait) break; // walked away
                ++types[step.type];
                QVERIFY(mayFollow(before.type, step.type));
                QVERIFY(waited.count() >= 0 && waited <= 24h);
                if (step.type == EventType::MediaPing)
                    QVERIFY(std::abs(step.player.position - before.player.position - 30) < 1e-6 && waited == 30s);
                QVERIFY(step.player.position >= 0 && step.player.position <= Titles[step.player.title].seconds);
                if (step.type != EventType::MediaSeekEnd) QVERIFY(step.player.position >= before.player.position);
                QVERIFY(step.player.adsSkipped == before.player.adsSkipped + (step.type == EventType::MediaAdSkip));
                QVERIFY(step.player.adsClicked == before.player.adsClicked + (step.type == EventType::MediaAdClick));
                if (step.type == EventType::MediaEnd) QCOMPARE(step.player.position, double(Titles[step.player.title].seconds));
            }
        }
        for (const EventType type : {EventType::MediaPlay, EventType::MediaPause, EventType::MediaPing, EventType::MediaEnd,
                 EventType::MediaSeekStart, EventType::MediaSeekEnd, EventType::MediaAdBreakStart, EventType::MediaAdBreakEnd,
                 EventType::MediaAdStart, EventType::MediaAdSkip, EventType::MediaAdClick, EventType::MediaAdComplete})
            QVERIFY2(types[type] > 50, qPrintable(QString::number(int(type)) + ": " + QString::number(types[type])));
    }

    void sharesOfAdsAndOfThePremiereAreKept()
    {
        const Screen screen(ViewerMix{.adSkip = 0.3, .adClick = 0.2, .premiere = 0.6});
        Random random(4);
        Viewing viewing;
        double ads = 0, skipped = 0, clicked = 0, first = 0;
        constexpr int Viewings = 4000;
        for (int i = 0; i < Viewings; ++i) {
            ShopperStep step;
            std::optional<std::chrono::nanoseconds> wait = screen.begin(viewing, step, random);
            first += step.player.title == 0;
            for (int n = 0; n < 60 && wait && viewing.state != Viewing::State::Over; ++n) {
                wait = screen.act(viewing, step, random);
                ads += wait && step.type == EventType::MediaAdStart;
                skipped += wait && step.type == EventType::MediaAdSkip;
                clicked += wait && step.type == EventType::MediaAdClick;
            }
        }
        QVERIFY(ads > 2000);
        QVERIFY2(std::abs(skipped / ads - 0.3) < 0.03, QByteArray::number(skipped / ads));
        QVERIFY2(std::abs(clicked / ads - 0.7 * 0.2) < 0.025, QByteArray::number(clicked / ads));
        QVERIFY(first / Viewings > 0.6 && first / Viewings < 0.75); // it is popular among the others, too
    }

    void theDecoderReadsWhatThePlayerSays()
    {
        ShopperStep step;
        step.type = EventType::MediaAdSkip;
        step.player = {.position = 75.0625, .viewing = 2, .ad = 17, .title = 3, .adsClicked = 1, .adsSkipped = 4, .paused = true};
        std::string body = R"({"id":"x","type":"ad_skip_event","timestamp":"2026-11-21T10:00:00.000Z","payload":{)";
        appendMediaPayload(step, 99, body);
        body += R"(},"enrich":{"user":{"user_id":"u"}}})";
        QVERIFY(nlohmann::json::parse(body).at("payload").at("media_player").at("paused").get<bool>());
        body.reserve(body.size() + event::EventPadding);
        event::EventDecoder decoder;
        event::Event event;
        QVERIFY(decoder.decode(body, event) == event::DecodeStatus::Decoded);
        QCOMPARE(event.media.currentTime.value(), 75.063);
        QCOMPARE(event.media.duration.value(), double(Titles[3].seconds));
        QCOMPARE(event.media.adsClicked.value(), 1.0);
        QCOMPARE(event.media.adsSkipped.value(), 4.0);
        QCOMPARE(std::string(event.media.adId), std::string("17"));
        QCOMPARE(std::string(event.media.label), std::string(Titles[3].name));
    }
};

QTEST_GUILESS_MAIN(ViewingTest)
#include "viewing_test.moc"
