// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/capacity.h"

#include <algorithm>
#include <cmath>

#include "pipeline/report/number_format.h"
#include "pipeline/report/stage_rows.h"
#include "pipeline/report/text_columns.h"

namespace tailrace::report {
namespace {

std::string rateText(double rate) { return grouped(static_cast<std::uint64_t>(std::llround(rate))); }

double costOf(const std::vector<RoleCost>& costs, std::string_view role)
{
    const auto found = std::ranges::find(costs, role, &RoleCost::role);
    return found == costs.end() ? 0 : found->microseconds;
}

std::size_t threadsFor(const CapacityBasis& basis, double microseconds)
{
    return static_cast<std::size_t>(std::max(1.0, std::ceil(basis.target * microseconds / 1e6 / basis.busy)));
}

// "2 300 000 events/s x 3.1 us = 7.1 cores busy; at most 70 % busy: 11"
std::string product(const CapacityBasis& basis, double microseconds, std::size_t needed)
{
    return rateText(basis.target) + " events/s x " + threeDigits(microseconds) + " us = " + threeDigits(basis.target * microseconds / 1e6)
        + " cores busy; each at most " + fixed(basis.busy * 100, 0) + " % busy: " + grouped(needed);
}

// The stage or group that is beyond its own budget by the largest factor.
std::string mostOver(const Rows& rows)
{
    std::string found;
    double most = 1;
    for (const auto* lines : {&rows.stages, &rows.groups}) {
        for (const Row& row : *lines) {
            if (!row.values.p99 || !row.budgetP99 || *row.values.p99 / *row.budgetP99 <= most) continue;
            most = *row.values.p99 / *row.budgetP99;
            found = row.name() + ": P99 " + msText(row.values.p99) + " of a budget of " + plainMs(row.budgetP99);
        }
    }
    return found;
}

std::string mostGrown(const Rows& rows, const Rows& earlier)
{
    std::string found;
    double most = 1;
    for (std::size_t i = 0; i < std::min(rows.stages.size(), earlier.stages.size()); ++i) {
        const Row& row = rows.stages[i];
        const double was = earlier.stages[i].values.p99.value_or(0);
        if (!row.values.p99 || was <= 0 || *row.values.p99 / was <= most) continue;
        most = *row.values.p99 / was;
        found = row.name() + (row.budgetP99 ? ": within its budget, but its P99 grew the most, from " : ": its P99 grew the most, from ")
            + msText(was) + " to " + msText(row.values.p99);
    }
    return found;
}

} // namespace

CapacityNeed needOf(const CapacityBasis& basis)
{
    CapacityNeed need;
    const double worker = costOf(basis.costs, "worker"), store = costOf(basis.costs, "redis");
    need.workers = threadsFor(basis, worker);
    need.arithmetic = "workers: " + product(basis, worker, need.workers) + "\n";
    const double perPartition = basis.kneeRate / std::max(1, basis.partitions);
    const auto byRate = static_cast<std::size_t>(std::ceil(basis.target / std::max(1.0, perPartition)));
    need.partitions = std::max(need.workers, byRate);
    need.arithmetic += "partitions: at least one a worker (" + grouped(need.workers) + "), and " + rateText(basis.target) + " events/s / "
        + rateText(perPartition) + " events/s that one carried at the knee = " + grouped(byRate)
        + "; the larger: " + grouped(need.partitions) + "\n";
    if (store > 0) {
        need.stores = threadsFor(basis, store);
        need.arithmetic += "Redis, one thread each: " + product(basis, store, need.stores) + "\n";
    }
    double sum = 0;
    std::string terms;
    for (const RoleCost& cost : basis.costs) {
        sum += cost.microseconds;
        terms += (terms.empty() ? "" : " + ") + cost.role + " " + threeDigits(cost.microseconds);
    }
    need.cores = threadsFor(basis, sum);
    need.arithmetic += "cores: " + terms + " = " + threeDigits(sum) + " us an event; " + product(basis, sum, need.cores) + "\n";
    return need;
}

std::string brokenStage(const CapacityStep& step, const CapacityStep* before)
{
    const Rows rows = rowsOf(step.record);
    const std::string over = mostOver(rows);
    return over.empty() && before ? mostGrown(rows, rowsOf(before->record)) : over;
}

std::string stepTable(const std::vector<CapacityStep>& steps)
{
    std::vector<std::vector<std::string>> lines{{"events/s", "applied/s", "freshness P99 ms", "total P99 ms", "result"}};
    const auto number = [](std::optional<double> ms) { return ms ? threeDigits(*ms) : std::string("-"); };
    for (const CapacityStep& step : steps) {
        const Rows rows = rowsOf(step.record);
        lines.push_back({rateText(step.rate), rateText(step.record.eventsPerSecond), number(rows.freshness.values.p99),
            number(rows.total.values.p99), step.passed() ? "holds" : "breaks: " + step.broken.front()});
    }
    return textColumns(lines, 0);
}

void RateSearch::tell(bool passed)
{
    if (!m_next) return;
    if (passed)
        m_passed = std::max(m_passed, *m_next);
    else
        m_broken = std::min(m_broken.value_or(*m_next), *m_next);
    if (!m_broken) {
        m_next = m_passed >= m_most ? std::nullopt : std::optional(std::min(m_passed * 2, m_most));
        return;
    }
    if (m_passed <= 0) {
        constexpr double Least = 100; // events per second: less is no load
        m_next = *m_broken / 2 >= Least ? std::optional(*m_broken / 2) : std::nullopt;
        return;
    }
    m_next = *m_broken / m_passed <= CloseEnough ? std::nullopt : std::optional(std::sqrt(*m_broken * m_passed));
}

} // namespace tailrace::report
