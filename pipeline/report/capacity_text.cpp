// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/capacity_text.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "pipeline/report/number_format.h"
#include "pipeline/report/optional_json.h"
#include "pipeline/report/stage_rows.h"

namespace tailrace::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* LateGenerator =
    "The generator itself was late there (P99 more than 10 ms): on this machine it shares the cores with what it drives, so the pipeline alone may "
    "carry more.";
constexpr const char* Caveat =
    "By straight proportion from this machine, at the knee: larger batches make an event cheaper, and a partition may carry more than it did here. Not in "
    "it: networks between hosts, replication and compression of a real Kafka (the embedded broker is a mock of one), and memory for more shoppers.";

std::string wholeRate(double rate) { return grouped(static_cast<std::uint64_t>(rate + 0.5)); }

const CapacityStep* stepAt(const CapacityFindings& findings, std::optional<double> rate)
{
    if (!rate) return nullptr;
    const auto step = std::ranges::find(findings.steps, *rate, &CapacityStep::rate);
    return step == findings.steps.end() ? nullptr : &*step;
}

const CapacityStep* brokenStep(const CapacityFindings& findings) { return stepAt(findings, findings.broken); }

// What broke first, in words; empty when nothing broke, or nothing can be said.
std::string firstBroken(const CapacityFindings& findings)
{
    const CapacityStep* const step = brokenStep(findings);
    return step ? brokenStage(*step, stepAt(findings, findings.basis.kneeRate)) : std::string();
}

std::optional<double> generatorMicroseconds(const CapacityFindings& findings)
{
    const CapacityStep* const knee = stepAt(findings, findings.basis.kneeRate);
    if (!knee) return std::nullopt;
    return knee->record.cpu.generator / static_cast<double>(std::max<std::uint64_t>(1, knee->record.ledger.accepted)) * 1e6;
}

std::string brokenText(const CapacityFindings& findings)
{
    const CapacityStep* const step = brokenStep(findings);
    if (!step) return {};
    const std::string stage = firstBroken(findings);
    std::string out = "Broke first: " + (stage.empty() ? "no stage can be named" : stage) + "\n";
    for (const std::string& sentence : step->broken) out += "  " + sentence + "\n";
    if (step->generatorLate) out += std::string("  ") + LateGenerator + "\n";
    return out;
}

std::string needText(const CapacityFindings& findings)
{
    std::string out = "\nCPU time an event at the knee, in us:";
    for (const RoleCost& cost : findings.basis.costs) out += "  " + cost.role + " " + threeDigits(cost.microseconds);
    if (const auto generator = generatorMicroseconds(findings))
        out += "  (generator, no part of the system: " + threeDigits(*generator) + ")";
    const CapacityNeed need = needOf(findings.basis);
    return out + "\n\n" + wholeRate(findings.basis.target) + " events/s would need " + grouped(need.workers) + " workers, "
        + grouped(need.partitions) + " partitions and " + grouped(need.cores) + " cores:\n" + need.arithmetic + Caveat + "\n";
}

Json stepJson(const CapacityStep& step)
{
    const Rows rows = rowsOf(step.record);
    return {{"rate", step.rate}, {"appliedPerSecond", step.record.eventsPerSecond}, {"freshnessP99Ms", orNull(rows.freshness.values.p99)},
        {"totalP99Ms", orNull(rows.total.values.p99)}, {"holds", step.passed()}, {"broken", step.broken},
        {"generatorLate", step.generatorLate}};
}

Json costJson(const CapacityFindings& findings)
{
    Json costs = Json::object();
    for (const RoleCost& cost : findings.basis.costs) costs[cost.role] = cost.microseconds;
    return costs;
}

Json needJson(const CapacityFindings& findings)
{
    if (!findings.found()) return nullptr;
    const CapacityNeed need = needOf(findings.basis);
    return {{"eventsPerSecond", findings.basis.target}, {"workers", need.workers}, {"partitions", need.partitions},
        {"stores", need.stores > 0 ? Json(need.stores) : Json(nullptr)}, {"cores", need.cores}, {"busiest", findings.basis.busy},
        {"arithmetic", need.arithmetic}, {"caveat", Caveat}};
}

} // namespace

std::string capacityAsText(const CapacityFindings& findings)
{
    const std::string table = "\n" + stepTable(findings.steps) + "\n";
    if (!findings.found()) {
        return table + "No rate holds, down to " + wholeRate(findings.steps.empty() ? findings.from : findings.steps.front().rate)
            + " events/s. Loosen the thresholds, or give the machine more cores.\n";
    }
    return table + "The knee: " + wholeRate(findings.basis.kneeRate) + " events/s hold"
        + (findings.broken ? ", " + wholeRate(*findings.broken) + " break"
                           : std::string("; the highest rate that was asked for, so there may be more"))
        + ".\n" + brokenText(findings) + needText(findings);
}

std::string capacityAsJson(const CapacityFindings& findings)
{
    Json steps = Json::array();
    for (const CapacityStep& step : findings.steps) steps.push_back(stepJson(step));
    const std::string stage = firstBroken(findings);
    const Json out{{"formatVersion", 1}, {"scenario", findings.scenario}, {"steps", std::move(steps)},
        {"knee", findings.found() ? Json(findings.basis.kneeRate) : Json(nullptr)}, {"lowestBroken", orNull(findings.broken)},
        {"brokeFirst", stage.empty() ? Json(nullptr) : Json(stage)}, {"microsecondsPerEvent", costJson(findings)},
        {"generatorMicrosecondsPerEvent", orNull(generatorMicroseconds(findings))}, {"need", needJson(findings)}};
    return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace tailrace::report
