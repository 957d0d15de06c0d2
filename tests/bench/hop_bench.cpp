// SPDX-License-Identifier: Apache-2.0
// Journal -> features through the embedded broker, without a store: feeder, Kafka, consumer and worker are those of a run; what the worker
// computes is taken by a thread that throws it away. EVENTS: how many, else 200 000 for each of TAILRACE_BENCH_SECONDS.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "pipeline/base/named_thread.h"
#include "pipeline/collector/intake.h"
#include "pipeline/features/feature_file.h"
#include "pipeline/journal/journal_writer.h"
#include "pipeline/kafka/partitioner.h"
#include "pipeline/runtime/consumer_runner.h"
#include "pipeline/runtime/feeder.h"
#include "pipeline/runtime/servers.h"
#include "pipeline/runtime/side_topics.h"
#include "pipeline/runtime/worker.h"
#include "pipeline/simulator/catalogue.h"
#include "pipeline/simulator/scenario_file.h"
#include "pipeline/simulator/shopper_traffic.h"
#include "tests/bench/bench_directory.h"
#include "tests/bench/bench_figures.h"
#include "tests/support/silence.h"

namespace {

using namespace tailrace;
using Seconds = std::chrono::duration<double>;

constexpr std::size_t BatchEvents = 512;

// Events of the shipped steady hour, journalled as the collector does.
Result<void> fill(journal::JournalWriter& journal, std::uint64_t events, const Clock& clock)
{
    auto scenario = simulator::loadScenario(TAILRACE_SOURCE_DIR "/resources/scenarios/steady.json");
    if (!scenario) return scenario.error();
    const simulator::Catalogue catalogue = simulator::generateCatalogue(scenario->seed);
    const EventTime began = clock.wallNow();
    simulator::ShopperTraffic traffic(*scenario, catalogue, began);
    collector::Intake intake(journal, kafka::partitionOf, {}, true, clock.now());
    SubmissionBatch batch;
    for (std::uint64_t n = 0; n < events;) {
        batch.clear();
        std::chrono::nanoseconds due{};
        for (; n < events && batch.items().size() < BatchEvents; ++n) {
            const auto event = traffic.next(std::chrono::hours(1));
            if (!event) return Error(ErrorCode::OutOfRange, "the scenario has no more events than " + std::to_string(n));
            due = event->due;
            batch.add(event->body, clock.now(), event->wantsRecommendation);
        }
        intake.take(batch, clock.now(), began + std::chrono::duration_cast<std::chrono::milliseconds>(due));
        if (auto durable = journal.makeDurable(); !durable) return durable;
        journal.publish();
        intake.settle();
    }
    return {};
}

struct HopFigures {
    std::uint64_t frames = 0; // events, and what moved between owners
    double seconds = 0, engineCpu = 0, brokerCpu = 0;
};

// One walk from the journal to the features, with a broker of its own.
class Hop {
public:
    Hop(const journal::JournalWriter& journal, std::shared_ptr<const features::FeatureSet> features)
        : m_journal(journal),
          m_features(std::move(features))
    {
        m_queues.push_back(std::make_unique<runtime::WorkQueue>(1'000'000));
    }

    Result<HopFigures> run()
    {
        if (auto prepared = prepare(); !prepared) return prepared.error();
        runtime::Worker worker({m_lanes, *m_queues[0], m_toStore, m_returned, m_storeStatus, *m_features, m_side, m_clock},
            {.partitions = m_partitions, .incarnation = m_journal.incarnation(), .rules = {}});
        runtime::ConsumerRunner consumer(m_lanes, m_queues, m_table, m_servers->broker(), m_servers->brokerHealth(), m_side, m_clock,
            Logger(m_silence, "consumer"), {.run = m_journal.incarnation()});
        runtime::Feeder feeder(m_journal, m_lanes, m_servers->broker(), m_side, m_clock, Logger(m_silence, "feeder"), {});
        if (auto consuming = consumer.start(std::chrono::seconds(20)); !consuming) return consuming.error();
        const std::jthread sink = namedThread("no store", [this](const std::stop_token&) { throwAway(); });
        worker.start();

        const Stamp began = m_clock.now();
        const double engineBefore = bench::processCpuSeconds(), brokerBefore = brokerCpuSeconds();
        feeder.start();
        feeder.wake();
        const bool arrived = waitForAll();
        HopFigures figures{.frames = m_frames,
            .seconds = Seconds(m_clock.now() - began).count(),
            .engineCpu = bench::processCpuSeconds() - engineBefore,
            .brokerCpu = brokerCpuSeconds() - brokerBefore};
        feeder.stop();
        consumer.stop();
        m_queues[0]->close();
        worker.join();
        m_toStore.close();
        if (!arrived) return Error(ErrorCode::Timeout, "not everything in the journal was decided within a minute");
        return figures;
    }

private:
    Result<void> prepare()
    {
        auto servers = runtime::Servers::start({}, m_incidents, m_clock);
        if (!servers) return servers.error();
        m_servers = std::move(*servers);
        m_lanes = runtime::makeLanes(m_journal.partitions());
        for (std::int32_t p = 0; p < m_journal.partitions(); ++p) {
            m_partitions.emplace_back(p);
            const Sequence next = m_journal.nextSequence(Partition(p));
            m_lanes[static_cast<std::size_t>(p)]->durableNext = next.value;
            m_frames += next.value;
        }
        return m_side.connect(m_servers->broker().endpoint(), m_journal.incarnation());
    }

    double brokerCpuSeconds()
    {
        m_servers->tick(); // looks at its servers anew
        return m_servers->brokerCpuSeconds().value_or(0);
    }

    void throwAway()
    {
        std::vector<std::unique_ptr<runtime::StoreJob>> jobs;
        while (m_toStore.popAll(jobs, std::chrono::milliseconds(100))) {
            for (auto& job : jobs) m_returned.tryPush(std::move(job));
        }
    }

    bool waitForAll()
    {
        const Stamp until = m_clock.now() + std::chrono::minutes(1);
        const auto decided = [this] {
            std::uint64_t sum = 0;
            for (const auto& lane : m_lanes) sum += lane->decidedNext.load(std::memory_order_acquire);
            return sum;
        };
        while (decided() < m_frames) {
            if (m_clock.now() > until) return false;
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        return true;
    }

    const journal::JournalWriter& m_journal;
    std::shared_ptr<const features::FeatureSet> m_features;
    SystemClock m_clock;
    test::Silence m_silence;
    runtime::IncidentLog m_incidents;
    std::unique_ptr<runtime::Servers> m_servers;
    runtime::SideTopics m_side;
    runtime::HopLanes m_lanes;
    std::vector<Partition> m_partitions;
    std::vector<std::unique_ptr<runtime::WorkQueue>> m_queues;
    enrich::ProductTable m_table;
    runtime::StoreQueue m_toStore{8}, m_returned{1'000'000};
    runtime::StoreStatus m_storeStatus;
    std::uint64_t m_frames = 0;
};

Result<void> measure()
{
    const SystemClock clock;
    const char* wanted = std::getenv("EVENTS");
    const double usual = std::max(20'000.0, 200'000 * bench::secondsPerFigure(5));
    const auto events = static_cast<std::uint64_t>(wanted ? std::atof(wanted) : usual);
    const bench::BenchDirectory directory;
    auto journal = journal::JournalWriter::open({.directory = directory.path() + "/journal", .partitions = 4});
    if (!journal) return journal.error();
    if (auto filled = fill(**journal, events, clock); !filled) return filled;
    auto features = features::loadFeatureSet(TAILRACE_SOURCE_DIR "/resources/features", features::Profile::Tailrace);
    if (!features) return features.error();
    const auto shared = std::make_shared<const features::FeatureSet>(std::move(*features));

    std::vector<HopFigures> rounds;
    for (int i = 0; i < 5; ++i) {
        auto round = Hop(**journal, shared).run();
        if (!round) return round.error();
        rounds.push_back(*round);
    }
    std::ranges::sort(rounds, {}, &HopFigures::seconds);
    const HopFigures& median = rounds[rounds.size() / 2];
    const auto frames = static_cast<double>(median.frames);
    std::printf(
        "journal -> features through the embedded broker, no store, one worker: %.0f events in %.2f s, median of %zu: %.0f events/s\n",
        frames, median.seconds, rounds.size(), frames / median.seconds);
    std::printf("CPU per event: engine %.2f us, broker %.2f us; %.0f events per CPU-second of both\n", median.engineCpu / frames * 1e6,
        median.brokerCpu / frames * 1e6, frames / (median.engineCpu + median.brokerCpu));
    return {};
}

} // namespace

int main()
{
    setenv("TAILRACE_BROKER", TAILRACE_BINARY_DIR "/bin/tailrace-broker", 0);
    const auto measured = measure();
    if (!measured) std::fprintf(stderr, "hop_bench: %s\n", measured.error().message().c_str());
    return measured ? 0 : 1;
}
