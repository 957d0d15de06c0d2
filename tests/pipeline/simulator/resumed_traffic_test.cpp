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
        auto whole = source();
        m_all = drain(*whole);
        QVERIFY(m_all.size() > 1000);
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
        ResumedTraffic resumed(source(), taken);
        QVERIFY(drain(resumed) == expected);
    }

    void nothingIsLeftOfTrafficThatWasTaken()
    {
        std::vector<nanoseconds> taken;
        for (const Offered& event : m_all) taken.push_back(event.due);
        ResumedTraffic resumed(source(), taken);
        QVERIFY(drain(resumed).empty());
        QVERIFY(!resumed.nextDue());
    }

    void whatIsNotDueIsNotGiven()
    {
        ResumedTraffic resumed(source(), {m_all[0].due});
        QVERIFY(!resumed.next(m_all[1].due - nanoseconds(1)));
        QVERIFY(resumed.next(m_all[1].due));
    }

private:
    std::unique_ptr<TrafficSource> source() const
    {
        return std::make_unique<ShopperTraffic>(*m_scenario, *m_catalogue, fromMillis(1'700'000'000'000));
    }
    static std::vector<Offered> drain(TrafficSource& source)
    {
        std::vector<Offered> all;
        while (const auto event = source.next(2 * Length)) all.push_back({event->due, std::string(event->body)});
        return all;
    }

    std::unique_ptr<Scenario> m_scenario;
    std::unique_ptr<Catalogue> m_catalogue;
    std::vector<Offered> m_all;
};

QTEST_GUILESS_MAIN(ResumedTrafficTest)
#include "resumed_traffic_test.moc"
