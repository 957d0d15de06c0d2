// SPDX-License-Identifier: Apache-2.0
#include "app/verify/explanation.h"

#include <algorithm>

#include "app/verify/event_time.h"

namespace tailrace::verify {
namespace {

std::size_t numberOf(const EventList& all, const AcceptedEvent* event)
{
    return static_cast<std::size_t>(std::ranges::find(all, event) - all.begin()) + 1;
}

void printRow(const KeyRow& row, std::ostream& out)
{
    EventList events = row.events;
    std::ranges::stable_sort(events, {}, [](const AcceptedEvent* event) { return event->columns.time; });
    for (const AcceptedEvent* event : events) out << "  [" << numberOf(events, event) << "] " << eventLine(*event) << '\n';
    for (const auto& [name, value] : row.fields) {
        out << "  " << name << " = " << (value.text.empty() ? "(empty)" : value.text) << "   from";
        std::vector<std::size_t> numbers;
        for (const AcceptedEvent* event : value.events) numbers.push_back(numberOf(events, event));
        std::ranges::sort(numbers);
        for (const std::size_t number : numbers) out << ' ' << number;
        out << (numbers.empty() ? " no event" : "");
        if (!value.feature->meaning.empty()) out << "   (" << value.feature->meaning << ')';
        out << '\n';
    }
}

// The part of a key that names a shopper or viewer: "session:alice:1742986606033" -> "alice".
std::string personOf(const std::string& key)
{
    std::string person = key.substr(key.find(':') + 1);
    if (key.starts_with("session:")) person.resize(std::min(person.rfind(':'), person.size()));
    return person;
}

} // namespace

std::string eventLine(const AcceptedEvent& event)
{
    return timeText(event.columns.time) + " " + event.columns.type + " " + event.columns.id + " of " + event.owner + ", position "
        + std::to_string(event.position) + ", W " + timeText(event.watermark) + ", " + outcomeText(event.outcome);
}

bool explain(const Oracle& oracle, const std::vector<Feature>& features, std::int64_t asOf, const std::string& key, std::ostream& out)
{
    bool isFound = false;
    forEachKey(oracle, features, asOf, [&](const KeyRow& row) {
        if (row.key != key) return;
        isFound = true;
        out << key << " as of " << timeText(asOf) << '\n';
        printRow(row, out);
    });
    const std::string person = personOf(key);
    out << (isFound ? "All events of " : "There is no key " + key + " as of " + timeText(asOf) + ". All events of ") << person << ":\n";
    for (const AcceptedEvent& event : oracle.events()) {
        const bool isOf = event.owner == person || event.columns.visitor == person || event.columns.user == person;
        if (isOf) out << "  " << eventLine(event) << '\n';
    }
    return isFound;
}

} // namespace tailrace::verify
