// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/recorded_events.h"

#include <QTemporaryDir>
#include <QtTest>
#include <fstream>

using namespace tailrace;
using namespace tailrace::simulator;
using namespace std::chrono_literals;

namespace {

std::string line(const std::string& second, const std::string& type = "page_view")
{
    return R"({"id":"i","type":")" + type + R"(","timestamp":"2025-03-26T10:56:)" + second
        + R"(Z","enrich":{"user":{"domain_userid":"d"}}})";
}

std::vector<SimulatedEvent> drain(RecordedEvents& events, std::vector<std::string>& bodies)
{
    std::vector<SimulatedEvent> all;
    while (const auto event = events.next(24h)) {
        bodies.emplace_back(event->body);
        all.push_back(*event);
    }
    return all;
}

} // namespace

class RecordedEventsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;

    std::filesystem::path write(const std::string& text)
    {
        const std::filesystem::path path = m_dir.filePath("events.jsonl").toStdString();
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }

private slots:
    void givesTheLinesAsTheyAreInTheirOrder()
    {
        const std::vector<std::string> lines{line("46.033"), "not json", line("47.5")};
        const auto path = write(lines[0] + "\n\n" + lines[1] + "\r\n   \n" + lines[2]);
        auto events = RecordedEvents::open(path, {.requestShare = 1.0});
        QVERIFY(events.has_value());
        std::vector<std::string> bodies;
        const auto all = drain(**events, bodies);
        QVERIFY(bodies == lines);
        QVERIFY(all[0].wantsRecommendation);
        QVERIFY(!all[1].wantsRecommendation);
        QVERIFY(!(*events)->nextDue());
        QVERIFY(!(*events)->failure());
    }

    void recordedPaceKeepsTheGapsAndNeverGoesBack()
    {
        auto events = RecordedEvents::open(write(line("46.033") + "\n" + line("46.032") + "\n" + line("47.1") + "\nbroken\n"
            + line("48.033") + "\n"));
        std::vector<std::string> bodies;
        const auto all = drain(**events, bodies);
        QCOMPARE(all.size(), std::size_t{5});
        QVERIFY(all[0].due == 0ns && all[1].due == 0ns);
        QVERIFY(all[2].due == 1067ms && all[3].due == 1067ms);
        QVERIFY(all[4].due == 2s);
    }

    void waitsUntilTheNextIsDue()
    {
        auto events = RecordedEvents::open(write(line("46") + "\n" + line("47") + "\n"));
        QVERIFY((*events)->next(0ns));
        QVERIFY(!(*events)->next(999ms));
        QVERIFY((*events)->nextDue() == std::chrono::nanoseconds(1s));
        QVERIFY((*events)->next(1s));
    }

    void aRateSpacesEvenly()
    {
        auto events =
            RecordedEvents::open(write(line("46") + "\n" + line("56") + "\n" + line("47") + "\n"), {.pace = *ReplayPace::parse("200")});
        std::vector<std::string> bodies;
        const auto all = drain(**events, bodies);
        QVERIFY(all[0].due == 0ns && all[1].due == 5ms && all[2].due == 10ms);
    }

    void maxPaceIsDueWhenItIsTaken()
    {
        auto events = RecordedEvents::open(write(line("46") + "\n" + line("56") + "\n"), {.pace = *ReplayPace::parse("max")});
        QVERIFY(!(*events)->isPaced());
        QVERIFY((*events)->next(7ms)->due == 7ms);
        QVERIFY((*events)->next(9ms)->due == 9ms);
        QVERIFY(!(*events)->next(1h));
    }

    void onlyViewsAskForRecommendationsByTheirShare()
    {
        std::string text;
        for (int i = 0; i < 4000; ++i) text += line("46", i % 2 ? "product_view" : "add_to_cart") + "\n";
        auto events = RecordedEvents::open(write(text), {.requestShare = 0.25});
        std::vector<std::string> bodies;
        const auto all = drain(**events, bodies);
        int asking = 0;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (i % 2 == 0) QVERIFY(!all[i].wantsRecommendation);
            asking += all[i].wantsRecommendation;
        }
        QVERIFY(asking > 400 && asking < 600);
    }

    void readsLinesAcrossItsChunksAndCutsEndlessOnes()
    {
        const std::string longLine(700'000, 'x'), longer(3'000'000, 'y');
        auto events = RecordedEvents::open(write(longLine + "\n" + longer + "\nend"), {.longestLine = 1'000'000});
        std::vector<std::string> bodies;
        drain(**events, bodies);
        QCOMPARE(bodies.size(), std::size_t{3});
        QVERIFY(bodies[0] == longLine);
        QCOMPARE(bodies[1].size(), std::size_t{1'000'000});
        QCOMPARE(bodies[2], std::string("end"));
        QCOMPARE((*events)->notes().size(), std::size_t{1});
        QVERIFY((*events)->notes()[0].starts_with("1 recorded line was longer than 1000000 bytes and cut there"));
    }

    void saysHowManyLinesItHasCut()
    {
        constexpr std::size_t Longest = std::size_t{4} << 20U;
        const std::string whole(Longest, 'x'), longer = whole + "y";
        auto none = RecordedEvents::open(write(whole + "\n" + whole));
        std::vector<std::string> bodies;
        drain(**none, bodies);
        QVERIFY((*none)->notes().empty());

        auto events = RecordedEvents::open(write(longer + "\n" + whole + "\n" + longer + "\n" + longer));
        QVERIFY((*events)->notes().empty()); // one is read ahead, and not offered yet
        drain(**events, bodies);
        QVERIFY((*events)->notes()[0].starts_with("3 recorded lines were longer than 4 MiB and cut there"));
    }

    void refusesWhatItCannotRead()
    {
        const auto missing = RecordedEvents::open("/nowhere/x.jsonl");
        QVERIFY(!missing.has_value() && missing.error().code() == ErrorCode::NotFound);
        QVERIFY(!RecordedEvents::open(m_dir.path().toStdString()).has_value());
        QVERIFY(!RecordedEvents::open(write("\n \n")).has_value());
        for (const char* pace : {"", "fast", "0", "-5", "5x", "inf", "nan", "1e300"}) QVERIFY(!ReplayPace::parse(pace).has_value());
    }

    void playsTheCapturedCheckout()
    {
        const std::filesystem::path capture =
            qEnvironmentVariable("TAILRACE_CAPTURE", "../shared/data/snowplow/successful_checkout.jsonl").toStdString();
        const auto path = capture.is_absolute() ? capture : std::filesystem::path(TAILRACE_SOURCE_DIR) / capture;
        if (!std::filesystem::exists(path)) QSKIP("the captured events are not here; set TAILRACE_CAPTURE to their path");
        auto events = RecordedEvents::open(path);
        std::vector<std::string> bodies;
        const auto all = drain(**events, bodies);
        QCOMPARE(all.size(), std::size_t{26});
        QVERIFY(all.back().due == 127418ms);
    }
};

QTEST_GUILESS_MAIN(RecordedEventsTest)
#include "recorded_events_test.moc"
