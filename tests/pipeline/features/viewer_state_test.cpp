// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <random>

#include "pipeline/features/event_columns.h"
#include "pipeline/features/viewer_state.h"

using namespace tailrace;
using namespace tailrace::features;
using event::EventType;

namespace {

constexpr std::int64_t Start = 1'750'000'000'000, Gap = 30 * 60'000;

event::Event media(EventType type, std::int64_t millis, std::string_view id = "e")
{
    event::Event event;
    event.id = id;
    event.type = type;
    event.timestamp = fromMillis(Start + millis);
    return event;
}

// The statuses after each of the events, a second apart.
QString statuses(std::initializer_list<EventType> types, Profile profile = Profile::Tailrace)
{
    TextPool texts;
    ViewerState viewer;
    QStringList names;
    std::int64_t at = 0;
    for (const EventType type : types) {
        viewer.insert(media(type, at += 1000), texts);
        const auto name = viewerStatusName(viewer.view(profile, texts).status);
        names += QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size())).section(u'_', 0, 0);
    }
    return names.join(u' ');
}

std::string text(Aggregate aggregate, const ViewerState& viewer, const TextPool& texts)
{
    std::string out;
    appendViewerValue(out, aggregate, viewer.view(Profile::Tailrace, texts), texts);
    return out;
}

} // namespace

class ViewerStateTest : public QObject {
    Q_OBJECT

private slots:
    void followsTheStatusMachine()
    {
        using E = EventType;
        QCOMPARE(statuses({E::MediaPlay, E::MediaPause, E::MediaPlay, E::MediaEnd}), "WATCHING PAUSED WATCHING COMPLETED");
        QCOMPARE(statuses({E::MediaPing, E::MediaAdBreakStart, E::MediaPause, E::MediaAdBreakEnd}), "WATCHING WATCHING WATCHING WATCHING");
        QCOMPARE(statuses({E::MediaPause, E::MediaAdBreakStart, E::MediaEnd}), "PAUSED PAUSED COMPLETED");
        QCOMPARE(statuses({E::MediaAdBreakStart, E::MediaEnd, E::MediaPlay}), "WATCHING COMPLETED WATCHING");
    }

    void staysCompletedWhenPublished()
    {
        using E = EventType;
        QCOMPARE(statuses({E::MediaEnd, E::MediaPlay}, Profile::Published), "COMPLETED COMPLETED");
        QCOMPARE(statuses({E::MediaPause, E::MediaEnd}, Profile::Published), "PAUSED PAUSED");
    }

    void endsAViewingAfterTheGap()
    {
        TextPool texts;
        ViewerState viewer;
        viewer.insert(media(EventType::MediaPause, 0), texts);
        viewer.insert(media(EventType::MediaPing, Gap), texts); // exactly the gap: still the same viewing
        QCOMPARE(viewer.view(Profile::Tailrace, texts).status, ViewerStatus::Paused);
        viewer.insert(media(EventType::MediaPing, 2 * Gap + 1), texts);
        QCOMPARE(viewer.view(Profile::Tailrace, texts).status, ViewerStatus::Watching);
        viewer.insert(media(EventType::MediaPing, Gap + 60'000), texts); // bridges the two
        QCOMPARE(viewer.view(Profile::Tailrace, texts).status, ViewerStatus::Paused);
        viewer.clear(texts);
    }

    void ranksEventsOfTheSameTime()
    {
        TextPool texts;
        ViewerState viewer;
        viewer.insert(media(EventType::MediaPlay, 0, "a"), texts);
        viewer.insert(media(EventType::MediaPause, 0, "b"), texts);
        QCOMPARE(viewer.view(Profile::Tailrace, texts).status, ViewerStatus::Watching); // pause, then play
    }

    void knowsPositionCompletionAndAd()
    {
        TextPool texts;
        ViewerState viewer;
        QCOMPARE(text(Aggregate::WatchCompletion, viewer, texts), "0");
        QCOMPARE(text(Aggregate::LastPosition, viewer, texts), "0");
        auto ping = media(EventType::MediaPing, 1000, "1");
        ping.media.currentTime = 45.5;
        ping.media.duration = 60;
        auto back = media(EventType::MediaSeekEnd, 2000, "2");
        back.media.currentTime = 15;
        auto ad = media(EventType::MediaAdStart, 3000, "3");
        ad.media.adId = "ad-7";
        for (const auto& event : {ad, back, ping}) viewer.insert(event, texts);
        QCOMPARE(text(Aggregate::WatchCompletion, viewer, texts), "0.7583333333333333"); // 45.5 / 60
        QCOMPARE(text(Aggregate::LastPosition, viewer, texts), "15");
        QCOMPARE(text(Aggregate::LastAd, viewer, texts), "ad-7");
        viewer.insert(media(EventType::MediaPing, 2 * Gap, "4"), texts); // a new viewing: the completion begins again, these do not
        QCOMPARE(text(Aggregate::WatchCompletion, viewer, texts), "0");
        QCOMPARE(text(Aggregate::LastPosition, viewer, texts), "15");
        QCOMPARE(text(Aggregate::LastAd, viewer, texts), "ad-7");
        QVERIFY(viewer.remove(eventIdHash("2"), texts));
        QVERIFY(!viewer.remove(eventIdHash("2"), texts));
        QCOMPARE(text(Aggregate::LastPosition, viewer, texts), "45.5");
        viewer.clear(texts);
        QCOMPARE(texts.size(), 0U);
    }

    // Order of arrival, settling early and a round trip through bytes never show.
    void isAFunctionOfTheSetOfEvents()
    {
        for (unsigned seed = 1; seed <= 200; ++seed) {
            std::mt19937 random(seed);
            const auto below = [&random](unsigned n) { return static_cast<int>(random() % n); };
            TextPool texts;
            std::vector<std::string> ids;
            std::vector<event::Event> events;
            for (int i = 0; i < 40; ++i) ids.push_back("id" + std::to_string(i));
            for (int i = 0; i < 40; ++i) {
                auto event = media(static_cast<EventType>(static_cast<int>(EventType::MediaPlay) + below(12)),
                    i / 2 * (below(4) == 0 ? 40 : 5) * 60'000, ids[static_cast<std::size_t>(i)]);
                if (below(2) == 0) event.media.currentTime = below(100);
                if (below(3) == 0) event.media.adId = below(2) == 0 ? "x" : "y";
                if (below(3) == 0) event.media.adsClicked = below(4);
                if (below(3) == 0) event.media.adsSkipped = below(4);
                events.push_back(event);
            }
            ViewerState inOrder, shuffled;
            for (const auto& event : events) inOrder.insert(event, texts);
            std::shuffle(events.begin(), events.end(), random);
            for (const auto& event : events) shuffled.insert(event, texts);
            shuffled.settle(fromMillis(Start + below(40) * 5 * 60'000), Profile::Tailrace, texts);
            ByteWriter bytes;
            shuffled.encode(bytes, texts);
            ByteReader reader(bytes.bytes());
            auto read = ViewerState::decode(reader, texts);
            QVERIFY(reader.atEnd());
            for (const auto aggregate : {Aggregate::ViewerStatus, Aggregate::WatchCompletion, Aggregate::LastPosition, Aggregate::LastAd,
                     Aggregate::AdsClicked, Aggregate::AdsSkipped}) {
                QCOMPARE(text(aggregate, shuffled, texts), text(aggregate, inOrder, texts));
                QCOMPARE(text(aggregate, read, texts), text(aggregate, inOrder, texts));
            }
            for (auto* viewer : {&inOrder, &shuffled, &read}) viewer->clear(texts);
            QCOMPARE(texts.size(), 0U);
        }
    }
};

QTEST_GUILESS_MAIN(ViewerStateTest)
#include "viewer_state_test.moc"
