// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/pipeline_round.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "pipeline/features/feature_file.h"
#include "pipeline/runtime/pipeline.h"
#include "pipeline/simulator/catalogue.h"
#include "pipeline/simulator/generator.h"
#include "pipeline/simulator/scenario_file.h"
#include "pipeline/simulator/shopper_traffic.h"
#include "pipeline/telemetry/series.h"
#include "tests/bench/bench_directory.h"
#include "tests/bench/bench_figures.h"
#include "tests/support/silence.h"

namespace tailrace::bench {
namespace {

namespace fs = std::filesystem;
using Seconds = std::chrono::duration<double>;

// Counts how often it is read, by any thread.
class CountingClock final : public Clock {
public:
    Stamp now() const override
    {
        m_readings.fetch_add(1, std::memory_order_relaxed);
        return m_clock.now();
    }
    EventTime wallNow() const override
    {
        m_readings.fetch_add(1, std::memory_order_relaxed);
        return m_clock.wallNow();
    }
    std::uint64_t readings() const { return m_readings.load(std::memory_order_relaxed); }

private:
    SystemClock m_clock;
    mutable std::atomic<std::uint64_t> m_readings = 0;
};

struct Sample {
    Stamp at{};
    std::uint64_t applied = 0;
    std::map<std::string, double> cpuSeconds;
    double process = 0;
    std::uint64_t clockReadings = 0;
};

// By the names that the threads have given themselves.
void addThreads(std::map<std::string, double>& cpuSeconds)
{
    for (const auto& task : fs::directory_iterator("/proc/self/task")) {
        std::ifstream nameFile(task.path() / "comm"), timeFile(task.path() / "schedstat");
        std::string name;
        double nanos = 0;
        if (!std::getline(nameFile, name) || !(timeFile >> nanos)) continue; // it has ended
        cpuSeconds[name.starts_with("rdk:") ? "Kafka client threads" : name] += nanos / 1e9;
    }
}

class Round {
public:
    explicit Round(const RoundOptions& options) : m_options(options) {}

    Result<RoundFigures> play()
    {
        const BenchDirectory directory;
        auto scenario = simulator::loadScenario(TAILRACE_SOURCE_DIR "/resources/scenarios/steady.json");
        if (!scenario) return scenario.error();
        const Seconds length(m_options.warmUpSeconds + m_options.seconds + 1);
        *scenario = scenario->withRate(m_options.perSecond).scaledTo(std::chrono::duration_cast<std::chrono::nanoseconds>(length));
        const simulator::Catalogue catalogue = simulator::generateCatalogue(scenario->seed);
        simulator::ShopperTraffic traffic(*scenario, catalogue, m_clock.wallNow());
        test::Silence log;
        auto features = features::loadFeatureSet(TAILRACE_SOURCE_DIR "/resources/features", features::Profile::Tailrace);
        if (!features) return features.error();
        runtime::Pipeline pipeline({.journalDirectory = fs::path(directory.path()) / "journal",
                                       .brokers = {},
                                       .redis = {},
                                       .coalesce = std::chrono::milliseconds(0), // write-through
                                       .telemetry = m_options.telemetry,
                                       .rules = {},
                                       .features = std::make_shared<const features::FeatureSet>(std::move(*features))},
            log, m_options.countReadings ? static_cast<const Clock&>(m_counting) : m_clock);
        if (auto started = pipeline.start(tablesOf(catalogue)); !started) return started.error();
        simulator::Generator generator(traffic, pipeline.collector(), m_clock);
        return measure(pipeline, generator);
    }

private:
    static std::vector<runtime::TableRecord> tablesOf(const simulator::Catalogue& catalogue)
    {
        std::vector<runtime::TableRecord> tables;
        for (const simulator::Product& product : catalogue.products) {
            tables.push_back({enrich::TableTopic::Products, product.id, catalogue.productRecord(product)});
            tables.push_back({enrich::TableTopic::Inventory, product.id, catalogue.inventoryRecord(product)});
        }
        return tables;
    }

    Result<RoundFigures> measure(runtime::Pipeline& pipeline, simulator::Generator& generator)
    {
        const Stamp origin = m_clock.now() + std::chrono::milliseconds(20);
        if (m_options.telemetry) pipeline.beginMeasuring(origin, [&generator] { return generator.status().offered; });
        generator.start(origin);
        tickUntil(pipeline, origin + nanos(m_options.warmUpSeconds));
        const Sample before = sample(pipeline, generator);
        tickUntil(pipeline, origin + nanos(m_options.warmUpSeconds + m_options.seconds));
        const Sample after = sample(pipeline, generator);
        RoundFigures figures = difference(before, after);
        figures.lagEvents = pipeline.ledger().inFlight;
        figures.generatorWasLate = generator.status().couldNotKeepUp();
        generator.stop();
        const bool drained = pipeline.drain(std::chrono::seconds(60));
        report::RunRecord record;
        pipeline.stop(record);
        if (!drained || !pipeline.ledger().balanced()) return Error(ErrorCode::Internal, "the ledger does not balance");
        const auto ms = [&record](const char* key, double q) { return Seconds(record.series[key].quantile(q)).count() * 1000; };
        figures.freshnessP50Ms = ms(telemetry::FreshnessKey, 0.5);
        figures.freshnessP99Ms = ms(telemetry::FreshnessKey, 0.99);
        figures.totalP99Ms = ms(telemetry::TotalKey, 0.99);
        return figures;
    }

    void tickUntil(runtime::Pipeline& pipeline, Stamp until) const
    {
        while (m_clock.now() < until) {
            std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(std::chrono::milliseconds(100), until - m_clock.now()));
            pipeline.tick();
        }
    }

    Sample sample(runtime::Pipeline& pipeline, const simulator::Generator& generator) const
    {
        Sample sample{.at = m_clock.now(),
            .applied = pipeline.ledger().applied,
            .cpuSeconds = {},
            .process = processCpuSeconds(),
            .clockReadings = m_counting.readings()};
        addThreads(sample.cpuSeconds);
        sample.cpuSeconds["generator"] = generator.cpuSeconds();
        sample.cpuSeconds["broker"] = pipeline.servers().brokerCpuSeconds().value_or(0); // both are embedded
        sample.cpuSeconds["redis"] = pipeline.servers().redisCpuSeconds().value_or(0);
        return sample;
    }

    static RoundFigures difference(const Sample& before, const Sample& after)
    {
        RoundFigures figures;
        figures.events = after.applied - before.applied;
        figures.seconds = Seconds(after.at - before.at).count();
        figures.clockReadings = after.clockReadings - before.clockReadings;
        for (const auto& [role, seconds] : after.cpuSeconds) {
            const auto earlier = before.cpuSeconds.find(role);
            figures.cpuSeconds[role] = seconds - (earlier == before.cpuSeconds.end() ? 0 : earlier->second);
        }
        auto& cpu = figures.cpuSeconds;
        cpu.erase("pipeline_bench"); // threads without a name of their own: this one, and the generator's
        figures.engineCpuSeconds = after.process - before.process - cpu["generator"];
        figures.allCpuSeconds = after.process - before.process + cpu["broker"] + cpu["redis"];
        return figures;
    }

    static std::chrono::nanoseconds nanos(double seconds) { return std::chrono::duration_cast<std::chrono::nanoseconds>(Seconds(seconds)); }

    RoundOptions m_options;
    SystemClock m_clock;
    CountingClock m_counting; // the engine's, if its readings are counted
};

} // namespace

Result<RoundFigures> playRound(const RoundOptions& options) { return Round(options).play(); }

} // namespace tailrace::bench
