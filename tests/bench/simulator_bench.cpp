// SPDX-License-Identifier: Apache-2.0
// What the simulated traffic costs: CPU time of the thread that makes it, without whoever takes the events. simulator_bench [SCENARIO]
#include <cstdio>
#include <string>

#include "pipeline/simulator/scenario_file.h"
#include "pipeline/simulator/shopper_traffic.h"
#include "tests/bench/bench_figures.h"

namespace {

using namespace tailrace;

struct Made {
    std::uint64_t events = 0;
    std::uint64_t bytes = 0;
};

Made make(simulator::ShopperTraffic& traffic, std::uint64_t most)
{
    Made made;
    while (made.events < most) {
        const auto event = traffic.next(std::chrono::hours(24));
        if (!event) break;
        made.bytes += event->body.size();
        ++made.events;
    }
    return made;
}

bool measure(const std::string& name)
{
    auto scenario = simulator::findScenario(name, TAILRACE_SOURCE_DIR "/resources");
    if (!scenario) return std::fprintf(stderr, "%s\n", scenario.error().message().c_str()) < 0;
    *scenario = scenario->scaledTo(std::chrono::hours(24)); // so that it does not end before it is measured
    const simulator::Catalogue catalogue = simulator::generateCatalogue(scenario->seed);
    const EventTime origin = SystemClock().wallNow();
    simulator::ShopperTraffic traffic(*scenario, catalogue, origin);
    Made total = make(traffic, 300'000); // caches and shoppers are warm
    const double nanos = bench::nanosPerItem(
        [&] {
            const Made made = make(traffic, 10'000);
            total.events += made.events;
            total.bytes += made.bytes;
            return made.events;
        },
        bench::secondsPerFigure(2.0));
    std::printf("%-22s %6.0f ns per event  %9.0f events per CPU-second  %5.0f bytes per event\n", name.c_str(), nanos, 1e9 / nanos,
        static_cast<double>(total.bytes) / static_cast<double>(total.events));
    return true;
}

} // namespace

int main(int count, char** values)
{
    bool ok = true;
    if (count > 1) return measure(values[1]) ? 0 : 1;
    for (const std::string& name : simulator::scenarioNames(TAILRACE_SOURCE_DIR "/resources")) ok = measure(name) && ok;
    return ok ? 0 : 1;
}
