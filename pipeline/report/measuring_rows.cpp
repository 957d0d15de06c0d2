// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/measuring_rows.h"

#include <array>

#include "pipeline/report/number_format.h"
#include "pipeline/telemetry/series.h"

namespace tailrace::report {
namespace {

struct Kind {
    const char *key, *title, *population;
};

constexpr std::array<Kind, 4> Kinds{{
    {HiccupKey, "Hiccup: the machine wakes an idle thread late", "wake-ups"},
    {LatenessKey, "Generator: offered later than due", "all events"},
    {telemetry::UncorrectedFreshnessKey, "Uncorrected freshness: offered to stored", "all events"},
    {telemetry::UncorrectedTotalKey, "Uncorrected total: offered to rendered", "requests"},
}};

constexpr std::chrono::milliseconds LateAfter{10};

const telemetry::Histogram* measured(const RunRecord& record, const char* key)
{
    const auto at = record.series.find(key);
    return at == record.series.end() || at->second.count() == 0 ? nullptr : &at->second;
}

} // namespace

std::vector<Row> measuringRows(const RunRecord& record)
{
    std::vector<Row> rows;
    for (const Kind& kind : Kinds) {
        const auto* histogram = measured(record, kind.key);
        if (!histogram) continue;
        Row row;
        row.key = kind.key;
        row.title = kind.title;
        row.population = kind.population;
        row.values = quantilesOf(*histogram);
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<std::pair<std::string, std::string>> measuringFacts(const RunRecord& record)
{
    std::vector<std::pair<std::string, std::string>> facts;
    const Measuring& m = record.measuring;
    if (m.clockNanoseconds) {
        const auto source = record.machine.find("clock");
        facts.emplace_back("Clock",
            fixed(*m.clockNanoseconds, 1) + " ns a reading" + (source == record.machine.end() ? "" : ", from " + source->second));
    }
    if (m.stealShare) facts.emplace_back("Steal", fixed(*m.stealShare * 100, 2) + " % of CPU time went to other guests of the host");
    if (measured(record, HiccupKey))
        facts.emplace_back("Hiccup meter",
            m.hiccupCore ? "pinned to core " + std::to_string(*m.hiccupCore) : "not pinned: the system refused");
    facts.emplace_back("Event", fixed(record.bytesPerEvent, 0) + " bytes on average");
    return facts;
}

std::string latenessSentence(const RunRecord& record)
{
    const auto* lateness = measured(record, LatenessKey);
    if (!lateness || lateness->max() <= LateAfter) return {};
    const auto quantile = [&](const char* key) {
        const auto* histogram = measured(record, key);
        const auto p99 = histogram ? telemetry::shownQuantile(*histogram, 0.99) : std::nullopt;
        return msText(p99 ? std::optional(toMs(*p99)) : std::nullopt);
    };
    return "The generator offered events up to " + msText(toMs(lateness->max()))
        + " after they were due. That counts as latency, for a shopper would have waited: total P99 " + quantile(telemetry::TotalKey)
        + " (uncorrected " + quantile(telemetry::UncorrectedTotalKey) + "), freshness P99 " + quantile(telemetry::FreshnessKey)
        + " (uncorrected " + quantile(telemetry::UncorrectedFreshnessKey) + ").";
}

} // namespace tailrace::report
