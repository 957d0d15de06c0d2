// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/stage_rows.h"

#include <algorithm>

#include "pipeline/report/number_format.h"
#include "pipeline/telemetry/stage_group.h"

namespace tailrace::report {
namespace {

using telemetry::BudgetLine;
using telemetry::Population;
using telemetry::StageCount;
using telemetry::StageKeys;
using telemetry::StageTitles;
using telemetry::Verdict;

constexpr std::size_t StoredStages = telemetry::StagesOfAll;

const telemetry::Histogram* seriesOf(const RunRecord& record, const std::string& name)
{
    const auto at = record.series.find(name);
    return at == record.series.end() ? nullptr : &at->second;
}

void measure(Row& row, const RunRecord& record)
{
    if (const auto* histogram = seriesOf(record, row.series)) {
        row.values = quantilesOf(*histogram);
        const auto* waiting = seriesOf(record, row.series + ".waiting");
        const double mean = row.values.mean.value_or(0);
        if (waiting && waiting->count() > 0 && mean > 0) row.waitingShare = std::min(1.0, toMs(waiting->mean()) / mean);
    }
    if (row.values.count == 0)
        row.note = "nothing measured";
    else if (!row.values.p99)
        row.note = "fewer than 1 000 samples: no P99";
}

// Called after measure(): the budget, and how the row stands against it.
void judge(Row& row, const RunRecord& record, const BudgetLine& line)
{
    row.owner = line.owner;
    if (line.p50.count() > 0) row.budgetP50 = toMs(line.p50);
    if (line.p99.count() <= 0) return;
    row.budgetP99 = toMs(line.p99);
    const auto* histogram = seriesOf(record, row.series);
    row.state = histogram ? telemetry::verdictOf(*histogram, line.p99) : Verdict::Idle;
    const std::uint64_t missing = record.ledger.neverArrived();
    if (missing == 0 || (row.state != Verdict::Within && row.state != Verdict::Tight)) return;
    row.state = Verdict::WithinOfArrived;
    row.note = grouped(missing) + (missing == 1 ? " accepted event" : " accepted events") + " never arrived";
}

std::string_view populationText(Population population) { return population == Population::All ? "all events" : "requests"; }

Row measuredRow(const RunRecord& record, std::string key, std::string title, Population population)
{
    Row row;
    row.key = row.series = std::move(key);
    row.title = std::move(title);
    row.population = populationText(population);
    measure(row, record);
    return row;
}

Row stageRow(const RunRecord& record, std::size_t stage)
{
    Row row = measuredRow(record, std::string(StageKeys[stage]), std::string(StageTitles[stage]),
        stage < StoredStages ? Population::All : Population::Requests);
    for (const auto& line : record.budget.lines) {
        if (line.stages.size() != 1 || line.stages.front() != row.key) continue;
        if (!line.title.empty()) row.title = line.title;
        judge(row, record, line);
    }
    return row;
}

Row requestRow(const RunRecord& record, const Row& ofAll, std::size_t stage)
{
    Row row = measuredRow(record, telemetry::seriesKey(static_cast<telemetry::Stage>(stage), Population::Requests),
        ofAll.name() + " (requests)", Population::Requests);
    row.owner = ofAll.owner;
    row.stages = {ofAll.key};
    return row;
}

Row totalRow(const RunRecord& record)
{
    const BudgetLine& line = record.budget.total;
    Row row =
        measuredRow(record, telemetry::TotalKey, "Total: " + (line.title.empty() ? "due to rendered" : line.title), Population::Requests);
    judge(row, record, line);
    return row;
}

// A program that could measure groups has samples of one as soon as it has some of all its stages.
bool isOfAnOlderRun(const RunRecord& record, telemetry::StageSet stages)
{
    for (std::size_t i = 0; i < StageCount; ++i)
        if (stages.test(i) && !seriesOf(record, telemetry::seriesKey(static_cast<telemetry::Stage>(i), telemetry::populationOf(stages))))
            return false;
    return true;
}

// The distribution of a sum does not follow from those of its parts, so a group has a series of its own.
Row groupRow(const RunRecord& record, const BudgetLine& line)
{
    Row row;
    row.key = line.key;
    row.series = telemetry::seriesKeyOf(line);
    row.stages = line.stages;
    row.title = line.title;
    const telemetry::StageSet stages = telemetry::stagesOf(line);
    row.population = populationText(telemetry::populationOf(stages));
    measure(row, record);
    judge(row, record, line);
    if (row.values.count == 0 && isOfAnOlderRun(record, stages)) {
        row.state.reset();
        row.population.clear();
        row.note = "this run did not measure the group, and its percentiles do not follow from those of its stages";
    }
    return row;
}

// Of the requests' time, for that is what the total is made of.
std::optional<std::size_t> largest(const Rows& rows)
{
    std::optional<std::size_t> most;
    for (std::size_t i = 0; i < rows.stages.size(); ++i)
        if (const auto p99 = rowOfRequests(rows, i).values.p99; p99 && (!most || *p99 > *rowOfRequests(rows, *most).values.p99)) most = i;
    return most;
}

std::string overOwnBudget(const Rows& rows)
{
    std::string text;
    for (const auto* lines : {&rows.stages, &rows.groups}) {
        for (const auto& row : *lines) {
            if (row.state != Verdict::Over) continue;
            text += (text.empty() ? " Over its own budget: " : ", ") + row.name() + " by " + msText(*row.values.p99 - *row.budgetP99);
        }
    }
    return text.empty() ? text : text + ".";
}

std::string sentenceOf(const Rows& rows)
{
    const auto most = largest(rows);
    const auto sum = sumOfP99(rows);
    if (!most) return "No stage has the 1 000 samples that a P99 needs. Let the run go on for longer, or offer more.";
    const Row& row = rowOfRequests(rows, *most);
    std::string text = rows.stages[*most].name() + " takes most of a request's time: its P99 is " + msText(row.values.p99);
    if (sum && *sum > 0) text += ", " + percent(*row.values.p99 / *sum) + " of the stages' sum";
    text += ".";
    if (row.waitingShare) text += " It waits for " + percent(*row.waitingShare) + " of its time.";
    return text + overOwnBudget(rows);
}

} // namespace

std::string_view stateWord(State state) { return state ? telemetry::verdictWord(*state) : "not judged"; }

std::string_view stateShape(State state)
{
    if (state == Verdict::Within) return "\u25CF";
    if (state == Verdict::Tight) return "\u25D0";
    if (state == Verdict::Over) return "\u25B2";
    return "\u25CB";
}

std::optional<bool> Row::withinBudget() const
{
    if (state == Verdict::Over) return false;
    if (state == Verdict::Within || state == Verdict::Tight) return true;
    return std::nullopt;
}

std::string Row::name() const { return title.substr(0, title.find(':')); }

Rows rowsOf(const RunRecord& record)
{
    Rows rows;
    for (std::size_t stage = 0; stage < StageCount; ++stage) rows.stages.push_back(stageRow(record, stage));
    for (std::size_t stage = 0; stage < StoredStages; ++stage) rows.requests.push_back(requestRow(record, rows.stages[stage], stage));
    rows.freshness = measuredRow(record, telemetry::FreshnessKey, "Freshness: due to stored", Population::All);
    rows.total = totalRow(record);
    for (const auto& line : record.budget.lines) {
        if (line.stages.size() < 2) continue;
        rows.groups.push_back(groupRow(record, line));
        if (rows.groups.back().series == rows.freshness.series) judge(rows.freshness, record, line);
    }
    return rows;
}

const Row& rowOfRequests(const Rows& rows, std::size_t stage)
{
    return stage < rows.requests.size() ? rows.requests[stage] : rows.stages[stage];
}

std::optional<double> sumOfP99(const Rows& rows)
{
    double sum = 0;
    for (std::size_t stage = 0; stage < rows.stages.size(); ++stage) {
        const auto p99 = rowOfRequests(rows, stage).values.p99;
        if (!p99) return std::nullopt;
        sum += *p99;
    }
    return sum;
}

std::string sumSentence(const Rows& rows)
{
    const auto sum = sumOfP99(rows);
    const auto total = rows.total.values.p99;
    if (!sum || !total) return {};
    return "The stages' P99 over the requests add up to " + msText(sum) + ", the total's own P99 is " + msText(total)
        + (*total <= *sum ? ". They differ because one event is rarely slow in every stage."
                          : ". It is more because what is slow is slow in several stages at once, as behind a pause that holds up all.");
}

Headline headlineOf(const Rows& rows)
{
    const Row& total = rows.total;
    Headline out{.state = total.state, .number = "\u2013", .promise = {}, .left = {}, .sentence = sentenceOf(rows)};
    if (total.values.p99) out.number = threeDigits(*total.values.p99);
    if (total.budgetP99) {
        out.promise = "of " + plainMs(total.budgetP99) + " promised at P99";
        if (!total.owner.empty()) out.promise += " by " + total.owner;
    }
    if (!total.values.p99)
        out.left = grouped(total.values.count) + " of the 1\u202F000 requests that a P99 needs";
    else if (total.budgetP99) {
        const double left = *total.budgetP99 - *total.values.p99;
        out.left = left < 0 ? msText(-left) + " too much" : msText(left) + " left";
    }
    return out;
}

} // namespace tailrace::report
