// SPDX-License-Identifier: Apache-2.0
#include "app/verify/comparison.h"

#include <algorithm>
#include <set>

namespace tailrace::verify {
namespace {

constexpr const char* Nothing = "(nothing)";

SessionLine lineOf(const std::string& shopper, const Session& session, std::int64_t cutoff)
{
    return {shopper, session.first(), session.last(), session.events.size(), session.count("page_view"), session.count("product_view"),
        session.count("add_to_cart"), session.count("remove_from_cart"), session.count("checkout_step"), session.last() < cutoff};
}

std::string textOf(const SessionLine& line)
{
    return "last " + std::to_string(line.last) + ", events " + std::to_string(line.events) + ", page_views "
        + std::to_string(line.pageViews) + ", product_views " + std::to_string(line.productViews) + ", cart_adds "
        + std::to_string(line.cartAdds) + ", cart_removes " + std::to_string(line.cartRemoves) + ", checkouts "
        + std::to_string(line.checkouts) + (line.closed ? ", closed" : ", open");
}

std::string textOf(const LedgerTerms& terms)
{
    return "accepted " + std::to_string(terms.accepted) + ", applied " + std::to_string(terms.applied) + ", duplicate "
        + std::to_string(terms.duplicate) + ", late " + std::to_string(terms.late);
}

std::string nameOf(const SessionLine& line) { return "session " + line.shopper + ":" + std::to_string(line.first); }

} // namespace

Comparison::Comparison(const Oracle& oracle, const std::vector<Feature>& features, const Cut& cut) : m_cut(cut)
{
    compareKeys(oracle, features);
    compareSessions(oracle);
    compareLedger(oracle);
}

bool Comparison::isVacuous() const { return m_keys == 0 || emptyFields().size() * 5 > m_isFieldFilled.size(); }

std::vector<std::string> Comparison::emptyFields() const
{
    std::vector<std::string> empty;
    for (const auto& [field, isFilled] : m_isFieldFilled) {
        if (!isFilled) empty.push_back(field);
    }
    return empty;
}

void Comparison::compareKeys(const Oracle& oracle, const std::vector<Feature>& features)
{
    std::set<std::string> expected;
    forEachKey(oracle, features, m_cut.asOf, [&](const KeyRow& row) {
        expected.insert(row.key);
        const auto found = m_cut.keys.find(row.key);
        if (found != m_cut.keys.end()) {
            compareFields(row, found->second);
        } else if (!row.mayBeMissing) {
            differ(row.key, "a key with " + std::to_string(row.fields.size()) + " fields", Nothing, row.events);
        }
    });
    for (const auto& entry : m_cut.keys) {
        if (!expected.contains(entry.first)) differ(entry.first, Nothing, "a key");
    }
}

void Comparison::compareFields(const KeyRow& row, const Fields& found)
{
    ++m_keys;
    const std::string kind = row.key.substr(0, row.key.find(':'));
    for (const auto& [name, value] : row.fields) {
        ++m_values;
        bool& isFilled = m_isFieldFilled[std::string(kind).append(" ").append(name)];
        isFilled = isFilled || !value.isEmpty();
        const auto field = found.find(name);
        if (field == found.end()) {
            differ(row.key + " " + name, value.text, Nothing, value.events);
        } else if (field->second != value.text) {
            differ(row.key + " " + name, value.text, field->second, value.events);
        }
    }
    for (const auto& [name, text] : found) {
        const bool isBookkeeping = name == "as_of" || name == "version";
        if (!isBookkeeping && !row.fields.contains(name)) differ(row.key + " " + name, Nothing, text);
    }
}

// Closed sessions may have been forgotten; those that are there must be right.
void Comparison::compareSessions(const Oracle& oracle)
{
    std::map<std::string, const SessionLine*> found;
    for (const SessionLine& line : m_cut.sessions) {
        if (!found.try_emplace(nameOf(line), &line).second) differ(nameOf(line), "one line", "two lines");
    }
    const std::int64_t cutoff = oracle.rules().cutoff(m_cut.asOf);
    for (const std::string& owner : oracle.owners()) {
        for (const Session& session : oracle.sessionsOf(owner)) {
            const SessionLine expected = lineOf(owner, session, cutoff);
            const auto line = found.find(nameOf(expected));
            if (line != found.end()) {
                ++m_sessions;
                if (textOf(*line->second) != textOf(expected)) {
                    differ(nameOf(expected), textOf(expected), textOf(*line->second), session.events);
                }
                found.erase(line);
            } else if (!expected.closed) {
                differ(nameOf(expected), textOf(expected), Nothing, session.events);
            }
        }
    }
    for (const auto& [name, line] : found) differ(name, Nothing, textOf(*line));
}

void Comparison::compareLedger(const Oracle& oracle)
{
    const LedgerTerms found = m_cut.ledger.value_or(LedgerTerms{});
    if (found != oracle.ledger()) differ("ledger", textOf(oracle.ledger()), textOf(found));
}

void Comparison::differ(std::string where, std::string expected, std::string found, EventList events)
{
    m_differences.push_back({std::move(where), std::move(expected), std::move(found), std::move(events)});
}

} // namespace tailrace::verify
