// SPDX-License-Identifier: Apache-2.0
// No event of the traffic costs an allocation. This program counts its own.
#include <QtTest>
#include <atomic>
#include <cstdlib>
#include <new>

#include "pipeline/simulator/shopper_traffic.h"

namespace {

std::atomic<std::uint64_t> allocations{0};

void* counted(std::size_t size)
{
    allocations.fetch_add(1, std::memory_order_relaxed);
    if (void* memory = std::malloc(size ? size : 1)) return memory;
    throw std::bad_alloc();
}

} // namespace

void* operator new(std::size_t size) { return counted(size); }
void* operator new[](std::size_t size) { return counted(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

using namespace tailrace;
using namespace tailrace::simulator;
using namespace std::chrono_literals;

class TrafficAllocationTest : public QObject {
    Q_OBJECT
private slots:
    void makingAnEventAllocatesNothing()
    {
        Scenario scenario;
        scenario.shoppers = 5000;
        scenario.stages = {{100s, 2000, 2000}};
        scenario.history = {.duration = 2h, .perSecond = 1};
        TrafficShares& shares = scenario.mix.shares;
        shares.viewer = 0.3;
        shares.malformed = shares.duplicate = shares.late = shares.outOfOrder = shares.lost = 0.02;
        const Catalogue catalogue = generateCatalogue(1, 500);
        ShopperTraffic traffic(scenario, catalogue, EventTime(1'700'000'000'000ms));
        const std::uint64_t before = allocations;
        std::uint64_t events = 0;
        TrafficSource* const past = traffic.past();
        while (past->next(0ns)) ++events;
        while (traffic.next(1h)) ++events;
        const std::uint64_t made = allocations - before;
        QVERIFY(events > 200'000);
        QCOMPARE(made, std::uint64_t{0});
        // The count counts.
        const std::string text(1000, 'x');
        QVERIFY(allocations > before);
    }
};

QTEST_GUILESS_MAIN(TrafficAllocationTest)
#include "traffic_allocation_test.moc"
