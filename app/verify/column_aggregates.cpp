// SPDX-License-Identifier: Apache-2.0
#include "app/verify/column_aggregates.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "app/verify/number_text.h"

namespace tailrace::verify {
namespace {

constexpr std::size_t MostInList = 6;

struct Seen {
    std::int64_t time;
    Value value;
    const AcceptedEvent* event;
};

// The events that have a value, in the order of the rules: by time, among equal times by value.
std::vector<Seen> seenIn(const EventList& events, Column of)
{
    std::vector<Seen> seen;
    for (const AcceptedEvent* event : events) {
        if (auto value = valueOf(of, event->columns)) seen.push_back({event->columns.time, std::move(*value), event});
    }
    std::ranges::stable_sort(seen, {}, [](const Seen& one) { return std::pair(one.time, one.value); });
    return seen;
}

// How often each text stands there, or what it weighs.
std::map<std::string, std::size_t> countedTexts(const std::vector<Seen>& seen, std::size_t (*weight)(const AcceptedEvent&))
{
    std::map<std::string, std::size_t> counts;
    for (const Seen& one : seen) counts[valueText(one.value)] += weight(*one.event);
    return counts;
}

std::size_t weighsOne(const AcceptedEvent&) { return 1; }

std::size_t weightOf(const AcceptedEvent& event) { return event.columns.type == "add_to_cart" ? 3 : 1; }

// Among equals the first, that is the smallest.
std::string mostOf(const std::map<Value, std::size_t>& counts)
{
    std::string most;
    std::size_t largest = 0;
    for (const auto& [value, count] : counts) {
        if (count > largest) most = valueText(value);
        largest = std::max(largest, count);
    }
    return most;
}

std::string bracketed(const std::vector<std::string>& texts, char open, char close)
{
    std::string all(1, open);
    for (const std::string& text : texts) all += (all.size() > 1 ? "," : "") + text;
    return all + close;
}

} // namespace

std::string distinctCount(const EventList& events, Column of)
{
    std::set<Value> values;
    for (const Seen& one : seenIn(events, of)) values.insert(one.value);
    return std::to_string(values.size());
}

std::string countsBy(const EventList& events, Column of)
{
    std::vector<std::string> members;
    for (const auto& [text, count] : countedTexts(seenIn(events, of), weighsOne)) {
        members.push_back(quoted(text) + ":" + std::to_string(count));
    }
    return bracketed(members, '{', '}');
}

std::string top(const EventList& events, Column of)
{
    std::map<Value, std::size_t> counts;
    for (const Seen& one : seenIn(events, of)) ++counts[one.value];
    return mostOf(counts);
}

std::string topDistinct(const EventList& events, Column of, Column per)
{
    std::map<Value, std::set<Value>> different;
    for (const Seen& one : seenIn(events, of)) {
        if (auto value = valueOf(per, one.event->columns)) different[one.value].insert(std::move(*value));
    }
    std::map<Value, std::size_t> counts;
    for (const auto& [value, others] : different) counts[value] = others.size();
    return mostOf(counts);
}

std::string meanOfFirst(const EventList& events, Column of, Column per)
{
    std::map<Value, std::int64_t> firstAmounts;
    for (const Seen& one : seenIn(events, of)) {
        const auto key = valueOf(per, one.event->columns);
        if (key) firstAmounts.try_emplace(*key, std::get<std::int64_t>(one.value)); // the first one stays
    }
    std::int64_t sum = 0;
    for (const auto& [key, amount] : firstAmounts) sum += amount;
    return meanText(sum, firstAmounts.size());
}

std::string range(const EventList& events, Column of)
{
    std::set<Value> values;
    for (const Seen& one : seenIn(events, of)) values.insert(one.value);
    return values.empty() ? "0-0" : valueText(*values.begin()) + "-" + valueText(*values.rbegin());
}

std::string firstOf(const EventList& events, Column of)
{
    const auto seen = seenIn(events, of);
    return seen.empty() ? std::string() : valueText(seen.front().value);
}

std::string lastOf(const EventList& events, Column of)
{
    const auto seen = seenIn(events, of);
    return seen.empty() ? std::string() : valueText(seen.back().value);
}

std::string listOf(const EventList& events, Column of)
{
    std::vector<std::string> texts;
    for (const auto& entry : countedTexts(seenIn(events, of), weighsOne)) texts.push_back(quoted(entry.first));
    return bracketed(texts, '[', ']');
}

std::string weightsBy(const EventList& events, Column of)
{
    const auto weights = countedTexts(seenIn(events, of), weightOf);
    std::vector<std::pair<std::string, std::size_t>> heaviest(weights.begin(), weights.end()); // by bytes
    std::ranges::stable_sort(heaviest, std::ranges::greater{}, &std::pair<std::string, std::size_t>::second);
    if (heaviest.size() > MostInList) heaviest.resize(MostInList);
    std::vector<std::string> pairs;
    for (const auto& [text, weight] : heaviest) pairs.push_back("[" + quoted(text) + "," + std::to_string(weight) + "]");
    return bracketed(pairs, '[', ']');
}

std::string recent(const EventList& events, Column of)
{
    auto seen = seenIn(events, of);
    std::ranges::reverse(seen);
    std::set<Value> known;
    std::vector<std::string> texts;
    for (const Seen& one : seen) {
        if (known.size() < MostInList && known.insert(one.value).second) texts.push_back(quoted(valueText(one.value)));
    }
    return bracketed(texts, '[', ']');
}

} // namespace tailrace::verify
