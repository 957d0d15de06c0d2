// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/resumed_traffic.h"

#include <QTest>

#include <algorithm>
#include <map>

#include "pipeline/simulator/scenario_file.h"
#include "pipeline/simulator/shopper_traffic.h"

using namespace tailrace;
using namespace tailrace::simulator;
using std::chrono::nanoseconds;

namespace {

constexpr nanoseconds Length = std::chrono::seconds(4);

struct Offered {
    nanoseconds due{};
    std::string body;
    bool operator==(const Offered&) const = default;
};

} // namespace

class ResumedTrafficTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        auto scenario = findScenario("flash-sale", TAILRACE_SOURCE_DIR "/resources");
        QVERIFY(scenario);
        m_scenario = std::make_unique<Scenario>(scenario->scaledTo(Length).withRate(2000));
        m_catalogue = std::make_unique<Catalogue>(generateCatalogue(1));
        auto whole = untouched();
        QVERIFY(whole->past());
        m_past = drain(*whole->past());
        m_all = drain(*whole);
        QVERIFY(m_all.size() > 1000 && m_past.size() > 1000);
    }

    // Whatever was taken before, and in whatever order: both lives together are the traffic.
    void offersExactlyWhatWasNotTaken()
    {
        std::vector<nanoseconds> taken;
        std::vector<Offered> expected;
        for (std::size_t i = 0; i < m_all.size(); ++i) {
            const bool wasTaken = i < 500 || (i < 700 && i % 3 == 0);
            if (wasTaken) {
                taken.push_back(m_all[i].due);
            } else {
                expected.push_back(m_all[i]);
            }
        }
        ResumedTraffic resumed(source(), {.own = taken, .past = {}});
        QVERIFY(drain(resumed) == expected);
    }

    void nothingIsLeftOfTrafficThatWasTaken()
    {
        std::vector<nanoseconds> taken;
        for (const Offered& event : m_all) taken.push_back(event.due);
        ResumedTraffic resumed(source(), {.own = taken, .past = {}});
        QVERIFY(drain(resumed).empty());
        QVERIFY(!resumed.nextDue());
    }

    // Cut off in its past: what is missing of that, and then the traffic as if nothing had happened.
    void offersWhatWasNotTakenOfThePast()
    {
        std::vector<nanoseconds> taken;
        std::vector<Offered> expected;
        for (std::size_t i = 0; i < m_past.size(); ++i) {
            if (i < 400 || (i < 600 && i % 2 == 0)) {
                taken.push_back(m_past[i].due);
            } else {
                expected.push_back(m_past[i]);
            }
        }
        ResumedTraffic resumed(untouched(), {.own = {}, .past = taken});
        QVERIFY(resumed.past() && !resumed.past()->isPaced());
        QVERIFY(drain(*resumed.past()) == expected);
        QVERIFY(!resumed.past());
        QVERIFY(drain(resumed) == m_all);
    }

    void whatIsNotDueIsNotGiven()
    {
        ResumedTraffic resumed(source(), {.own = {m_all[0].due}, .past = {}});
        QVERIFY(!resumed.next(m_all[1].due - nanoseconds(1)));
        QVERIFY(resumed.next(m_all[1].due));
    }

private:
    std::unique_ptr<TrafficSource> untouched() const
    {
        return std::make_unique<ShopperTraffic>(*m_scenario, *m_catalogue, fromMillis(1'700'000'000'000));
    }
    // Its past is over.
    std::unique_ptr<TrafficSource> source() const
    {
        auto made = untouched();
        drain(*made->past());
        return made;
    }
    static std::vector<Offered> drain(TrafficSource& source)
    {
        std::vector<Offered> all;
        while (const auto event = source.next(2 * Length)) all.push_back({event->due, std::string(event->body)});
        return all;
    }

    std::unique_ptr<Scenario> m_scenario;
    std::unique_ptr<Catalogue> m_catalogue;
    std::vector<Offered> m_all, m_past;
};

QTEST_GUILESS_MAIN(ResumedTrafficTest)
#include "resumed_traffic_test.moc"
