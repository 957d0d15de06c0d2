// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <random>

#include "tests/pipeline/features/feature_events.h"

using namespace tailrace;
using namespace tailrace::test;
using features::EventColumns;
using features::EventHistory;

namespace {

constexpr std::int64_t Start = 1'750'000'000'000;

std::string bytesOf(const EventHistory& history, const EventColumns& columns)
{
    ByteWriter out;
    history.encode(out, columns);
    return out.take();
}

} // namespace

class EventHistoryTest : public QObject {
    Q_OBJECT

private slots:
    void isTheSameWhateverTheOrder()
    {
        EventColumns columns{features::ColumnUse{}};
        std::vector<std::string> ids;
        for (int i = 0; i < 300; ++i) ids.push_back("id" + std::to_string(i));
        std::vector<event::Event> events;
        for (std::size_t i = 0; i < ids.size(); ++i) {
            events.push_back(productEvent(EventType::ProductView, ids[i % 7], static_cast<double>(i % 5)));
            events.back().id = ids[i];
            events.back().timestamp = fromMillis(Start + static_cast<std::int64_t>(i / 3));
        }
        std::mt19937 random(1);
        std::string expected;
        for (int round = 0; round < 5; ++round) {
            EventHistory history;
            for (const auto& event : events) history.insert(event.timestamp, columns.retain(event));
            if (round == 0) expected = bytesOf(history, columns);
            QCOMPARE(bytesOf(history, columns), expected);
            QCOMPARE(history.lowerBound(fromMillis(Start + 50)), 150U);
            QCOMPARE(history.lowerBound(EventTime::min()), 0U);
            QCOMPARE(history.lowerBound(EventTime::max()), 300U);
            std::shuffle(events.begin(), events.end(), random);
            history.clear(columns);
        }
    }

    void survivesBytes()
    {
        EventColumns columns{features::ColumnUse{}}, others{features::ColumnUse{}};
        EventHistory history;
        for (int i = 0; i < 50; ++i) {
            const std::string product = std::to_string(i % 4);
            auto event = productEvent(static_cast<EventType>(i % 25), product, i / 8.0, "c", "b");
            event.timestamp = fromMillis(Start + i * 1000);
            event.platform = i % 2 == 0 ? "web" : "app";
            event.checkoutStep = 2;
            history.insert(event.timestamp, columns.retain(event));
        }
        const std::string bytes = bytesOf(history, columns);
        ByteReader in(bytes);
        EventHistory read = EventHistory::decode(in, others);
        QVERIFY(in.atEnd());
        QCOMPARE(read.size(), history.size());
        QCOMPARE(bytesOf(read, others), bytes);
        QCOMPARE(others.items(), columns.items());
        for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
            ByteReader part(std::string_view(bytes).substr(0, cut));
            QCOMPARE(EventHistory::decode(part, others).size(), 0U);
            QVERIFY(!part.ok());
        }
        read.clear(others);
        QCOMPARE(others.items() + others.contexts() + others.texts().size(), 0U); // nothing is left of what was refused either
        history.clear(columns);
    }

    void forgetsColumnsWithTheirEvents()
    {
        EventColumns columns{features::ColumnUse{}};
        EventHistory history;
        const auto add = [&](std::int64_t at, std::string_view product, std::string_view id) {
            auto event = productEvent(EventType::ProductView, product, 1);
            event.id = id;
            history.insert(fromMillis(at), columns.retain(event));
        };
        add(Start, "a", "1");
        add(Start + 1, "b", "2");
        add(Start + 2, "b", "3");
        QCOMPARE(columns.items(), 2U);
        history.prune(fromMillis(Start + 1), columns);
        QCOMPARE(columns.items(), 1U);
        QVERIFY(!history.remove(features::eventIdHash("1"), {}, columns));
        QVERIFY(!history.remove(features::eventIdHash("2"), fromMillis(Start), columns));
        QVERIFY(history.remove(features::eventIdHash("2"), {}, columns));
        QCOMPARE(columns.items(), 1U);
        QVERIFY(history.remove(features::eventIdHash("3"), fromMillis(Start + 2), columns));
        QCOMPARE(columns.items() + columns.texts().size(), 0U);
        QCOMPARE(history.size(), 0U);
    }

    void spansWeeks()
    {
        EventColumns columns{features::ColumnUse{}};
        EventHistory history;
        const std::int64_t day = 24 * Hour;
        for (const std::int64_t at : {Start, Start + 40 * day, Start - 5 * day})
            history.insert(fromMillis(at), columns.retain(eventOf(EventType::PageView)));
        QCOMPARE(toMillis(history.timeAt(0)), Start - 5 * day);
        QCOMPARE(toMillis(history.timeAt(1)), Start);
        QCOMPARE(toMillis(history.timeAt(2)), Start + 40 * day);
        history.clear(columns);
    }

    void takesFewBytes()
    {
        EventColumns columns{features::ColumnUse{}};
        EventHistory history;
        for (int i = 0; i < 20; ++i) history.insert(fromMillis(Start + i), columns.retain(eventOf(EventType::PageView)));
        QVERIFY(history.bytes() + 16 <= 20U * 18U); // with what malloc adds
        for (int i = 0; i < 200; ++i) history.insert(fromMillis(Start + i), columns.retain(eventOf(EventType::PageView)));
        QVERIFY(history.bytes() + 16 <= 220U * 16U);
        history.clear(columns);
    }
};

QTEST_GUILESS_MAIN(EventHistoryTest)
#include "event_history_test.moc"
