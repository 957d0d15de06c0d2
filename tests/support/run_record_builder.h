// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>
#include <random>
#include <string>

#include "pipeline/report/run_record.h"
#include "pipeline/report/threshold.h"
#include "pipeline/telemetry/stage_group.h"

namespace tailrace::test {

// A synthetic run that looks like a flash sale: quiet, a peak in the middle, a short outage of the store. The same
// options give the same record on every machine.
class RunRecordBuilder {
public:
    RunRecordBuilder& seconds(int count)
    {
        m_seconds = count;
        return *this;
    }
    RunRecordBuilder& eventsPerSecond(int count)
    {
        m_rate = count;
        return *this;
    }
    // Another run of the same kind.
    RunRecordBuilder& drawnFrom(std::uint64_t seed)
    {
        m_random.seed(seed);
        return *this;
    }
    // Every event is offered so much after it was due.
    RunRecordBuilder& lateGenerator(std::chrono::nanoseconds late)
    {
        m_late = late;
        return *this;
    }
    // Every time the recommendation takes is multiplied by this.
    RunRecordBuilder& slowRecommendation(double factor)
    {
        m_slow = factor;
        return *this;
    }

    // Instead of the reference budget; its groups are measured.
    RunRecordBuilder& against(telemetry::Budget budget)
    {
        m_groups = telemetry::groupsOf(budget);
        m_budget = std::move(budget);
        return *this;
    }

    report::RunRecord build()
    {
        describe();
        for (int second = 0; second < m_seconds; ++second) addSecond(second);
        for (const auto& second : m_record.seconds) telemetry::mergeInto(m_record.series, second.series);
        std::ranges::stable_sort(m_record.traces, {}, [](const auto& trace) { return -trace.life(); });
        if (m_record.traces.size() > MostTraces) m_record.traces.resize(MostTraces);
        for (auto& trace : m_record.traces) trace.slowest = true;
        m_record.ledger = m_record.seconds.empty() ? telemetry::Ledger{} : m_record.seconds.back().ledger;
        m_record.eventsPerSecond = static_cast<double>(m_record.ledger.accepted) / std::max(1, m_seconds);
        for (const char* text : {"total.p99<1s", "lost==0", "freshness.p99<50ms"})
            m_record.thresholds.push_back(report::evaluate(*report::parseThreshold(text), m_record));
        return m_record;
    }

private:
    static constexpr std::size_t MostTraces = 20;
    using Nanos = std::chrono::nanoseconds;

    static telemetry::BudgetLine line(std::string key, std::string title, std::vector<std::string> stages, std::string owner,
        std::array<int, 2> ms)
    {
        return {std::move(key), std::move(title), std::move(stages), std::move(owner), std::chrono::milliseconds(ms[0]),
            std::chrono::milliseconds(ms[1])};
    }

    void describe()
    {
        auto& r = m_record;
        r.scenario = "flash-sale";
        r.seed = 18446744073709551557U; // needs all 64 bits
        r.durationSeconds = m_seconds;
        r.origin = Stamp();
        r.startedAt = "2025-03-14T09:26:53Z";
        r.machine = {{"cpu", "Example CPU 3.0 GHz"}, {"cores", "2"}, {"kernel", "6.1.0"}, {"memory", "8 GiB"},
            {"os", "Debian GNU/Linux 12"}, {"steal", "0.1 %"}};
        r.configuration = {{"brokers", "embedded"}, {"partitions", "4"}, {"redis", "unix"}, {"request", "wait"}};
        r.notes = {"Shoppers are simulated; no network lies between shopper and collector."};
        r.budget.name = "reference";
        r.budget.lines = {line("collect", "Edge collection -> Kafka", {"collect"}, "Web platform", {60, 150}),
            line("sessionize", "Sessionize + enrich", {"sessionize"}, "Data platform", {120, 300}),
            line("store", "Feature store write", {"store"}, "Data platform", {30, 100}),
            line("recommend", "Recommendation", {"recommend"}, "ML serving", {80, 200}),
            line("experience", "Experience render", {"experience"}, "Frontend", {100, 250})};
        r.budget.total = line("total", "Total", {"collect", "sessionize", "store", "recommend", "experience"}, "M. Owner", {390, 1000});
        r.budget.promise = std::chrono::milliseconds(2000);
        if (m_budget) r.budget = *m_budget;
        r.measuring = {.clockNanoseconds = 21.4,
            .stealShare = 0.001,
            .hiccupCore = 1,
            .modelled = {"Shoppers, viewers, their events and the catalogue come from a generator."}};
        for (int i = 0; i < 20'000; ++i) r.series["hiccup"].record(Nanos(60'000 + i % 500 * 400));
        r.cpu = {61.2, 142.8, 38.4, 20.1};
        r.bytesPerEvent = 652;
        r.past = {.events = 86'400, .seconds = 1.25, .span = 86'400};
        if (m_seconds > 10) {
            r.incidents = {{m_seconds * 0.55, "redis away",
                               "Redis does not answer. Features are kept in memory; recommendations come from popularity."},
                {m_seconds * 0.6, "redis back", "Redis answers again. 1 204 shoppers were written anew."}};
        }
    }

    double normal()
    {
        const double u = (static_cast<double>(m_random() >> 11U) + 1) * 0x1.0p-53;
        const double v = static_cast<double>(m_random() >> 11U) * 0x1.0p-53;
        return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * v);
    }
    Nanos around(double ms, double spread) { return Nanos(static_cast<std::int64_t>(ms * std::exp(spread * normal()) * 1e6)); }

    // 0 before the sale, up to 1 in its first seconds, then falling.
    double heat(int second) const
    {
        const double at = static_cast<double>(second) / std::max(1, m_seconds) - 0.33;
        return at < 0 ? 0.05 : std::exp(-at * 3.5);
    }

    void addSecond(int second)
    {
        report::SecondRecord s;
        s.second = second;
        const double load = heat(second);
        const bool away = m_seconds > 10 && second >= m_seconds * 0.55 && second < m_seconds * 0.6;
        const int events = static_cast<int>(m_rate * (0.25 + 0.75 * load));
        telemetry::Series series;
        for (int i = 0; i < events; ++i) addEvent(series, second, i, load, away);
        s.series = telemetry::PackedSeries(series);
        s.offeredPerSecond = events;
        s.appliedPerSecond = away ? events * 0.6 : events;
        s.lagSeconds = away ? 0.8 : 0.004 + 0.05 * load;
        s.lagEvents = static_cast<std::uint64_t>(s.lagSeconds * events);
        for (int p = 0; p < 4; ++p)
            s.partitionLag.push_back({s.lagEvents * static_cast<std::uint64_t>(p + 1) / 10, s.lagSeconds * (p + 1) / 4});
        s.queueFill["writer"] = std::min(1.0, load);
        m_ledger.received += static_cast<std::uint64_t>(events);
        m_ledger.malformed += second % 7 == 0;
        m_ledger.accepted = m_ledger.received - m_ledger.malformed;
        m_ledger.inFlight = second + 1 == m_seconds ? 0 : s.lagEvents;
        m_ledger.duplicate = std::min<std::uint64_t>(m_ledger.accepted, 12);
        m_ledger.applied = m_ledger.accepted - m_ledger.duplicate - m_ledger.inFlight;
        s.ledger = m_ledger;
        m_record.seconds.push_back(std::move(s));
    }

    void addEvent(telemetry::Series& series, int second, int index, double load, bool away)
    {
        telemetry::Trace t;
        auto& s = t.stamps;
        t.request = index % 10 == 0;
        s.due = Stamp(Nanos(std::int64_t{second} * 1'000'000'000 + index));
        s.offered = s.due + m_late;
        s.collectStarted = s.offered + around(2 + 12 * load, 0.7);
        s.durable = s.collectStarted + around(4, 0.4);
        s.produceStarted = s.durable + around(0.4, 0.3);
        s.collected = s.produceStarted + around(5, 0.5);
        s.sessionizeStarted = s.collected + around(1 + 6 * load, 0.8);
        s.computed = s.sessionizeStarted + around(0.9, 0.3);
        s.storeStarted = s.computed + around(away ? 260 : 1.2, 0.5);
        s.stored = s.storeStarted + around(1.6, 0.5);
        s.recommendStarted = s.stored + around((3 + 90 * load * load) * m_slow, 0.6);
        s.responded = s.recommendStarted + around(9 * m_slow, 0.5);
        s.renderStarted = s.responded + around(0.6, 0.5);
        s.rendered = s.renderStarted + around(7, 0.35);
        record(series, t);
        if (t.request) keep(std::move(t), index, away);
    }

    void record(telemetry::Series& series, const telemetry::Trace& t)
    {
        using telemetry::Population;
        const auto times = telemetry::stageTimes(t.stamps);
        for (std::size_t i = 0; i < times.size(); ++i) {
            const auto stage = static_cast<telemetry::Stage>(i);
            const bool ofAll = i < telemetry::StagesOfAll;
            if (ofAll) add(series, stage, Population::All, times[i]);
            if (t.request) add(series, stage, Population::Requests, times[i]);
        }
        for (const auto& group : m_groups)
            if (t.request || telemetry::populationOf(group.stages) == Population::All) add(series, group, times);
        series[telemetry::FreshnessKey].record(t.stamps.stored - t.stamps.due);
        series[telemetry::UncorrectedFreshnessKey].record(t.stamps.stored - telemetry::offeredOrDue(t.stamps));
        m_record.series["generator.lateness"].record(m_late);
        if (!t.request) return;
        series[telemetry::TotalKey].record(t.stamps.rendered - t.stamps.due);
        series[telemetry::UncorrectedTotalKey].record(t.stamps.rendered - telemetry::offeredOrDue(t.stamps));
    }

    static void add(telemetry::Series& series, telemetry::Stage stage, telemetry::Population population, const telemetry::StageTime& time)
    {
        series[telemetry::seriesKey(stage, population)].record(time.total());
        series[telemetry::seriesKey(stage, population, telemetry::Share::Waiting)].record(time.waiting);
    }

    static void add(telemetry::Series& series, const telemetry::StageGroup& group,
        const std::array<telemetry::StageTime, telemetry::StageCount>& times)
    {
        telemetry::StageTime sum;
        for (std::size_t i = 0; i < times.size(); ++i) {
            if (!group.stages.test(i)) continue;
            sum.waiting += times[i].waiting;
            sum.working += times[i].working;
        }
        series[telemetry::groupSeriesKey(group.key)].record(sum.total());
        series[telemetry::groupSeriesKey(group.key, telemetry::Share::Waiting)].record(sum.waiting);
    }

    void keep(telemetry::Trace t, int index, bool away)
    {
        constexpr std::array<const char*, 3> Types{"product_view", "page_view", "list_view"};
        if (m_random() % 16 != 0) return;
        t.eventType = Types[static_cast<std::size_t>(index / 10) % Types.size()];
        t.eventId = "c6ef3124-b53a-4b13-a233-" + std::to_string(100000000000 + m_random() % 899999999999);
        t.shopper = "shopper-" + std::to_string(m_random() % 20000);
        t.outcome = away ? "popularity" : "personalised";
        t.partition = static_cast<std::int32_t>(m_random() % 4);
        t.sequence = m_random() % 1000000;
        m_record.traces.push_back(std::move(t));
    }

    int m_seconds = 20;
    int m_rate = 2000;
    std::optional<telemetry::Budget> m_budget;
    std::vector<telemetry::StageGroup> m_groups;
    double m_slow = 1;
    std::chrono::nanoseconds m_late{};
    std::mt19937_64 m_random{7};
    telemetry::Ledger m_ledger;
    report::RunRecord m_record;
};

} // namespace tailrace::test
