// SPDX-License-Identifier: Apache-2.0
#include "tests/support/oracle_cut.h"

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/verify/key_rows.h"

namespace tailrace::test {

verify::Cut cutOf(const verify::Oracle& oracle, const std::vector<verify::Feature>& features, std::int64_t asOf)
{
    verify::Cut cut;
    cut.origin = "the oracle";
    cut.asOf = asOf;
    cut.ledger = oracle.ledger();
    verify::forEachKey(oracle, features, asOf, [&](const verify::KeyRow& row) {
        for (const auto& [name, value] : row.fields) cut.keys[row.key][name] = value.text;
    });
    for (const std::string& owner : oracle.owners()) {
        for (const verify::Session& session : oracle.sessionsOf(owner)) {
            cut.sessions.push_back({owner, session.first(), session.last(), session.events.size(), session.count("page_view"),
                session.count("product_view"), session.count("add_to_cart"), session.count("remove_from_cart"),
                session.count("checkout_step"), session.last() < oracle.rules().cutoff(asOf)});
        }
    }
    return cut;
}

std::string cutText(const verify::Cut& cut)
{
    using nlohmann::json;
    std::array<char, 32> incarnation{};
    std::snprintf(incarnation.data(), incarnation.size(), "%016llx", static_cast<unsigned long long>(cut.incarnation));
    json applied = json::object();
    for (const auto& [partition, next] : cut.nextSequence) applied[std::to_string(partition)] = next;
    std::string text =
        json{{"cut", 1}, {"incarnation", incarnation.data()}, {"position", cut.position}, {"as_of", cut.asOf}, {"applied", applied}}.dump()
        + "\n";
    for (const auto& [key, fields] : cut.keys) text += json{{"key", key}, {"fields", fields}}.dump() + "\n";
    for (const verify::SessionLine& line : cut.sessions) {
        const json session{{"shopper", line.shopper}, {"first", line.first}, {"last", line.last}, {"events", line.events},
            {"page_views", line.pageViews}, {"product_views", line.productViews}, {"cart_adds", line.cartAdds},
            {"cart_removes", line.cartRemoves}, {"checkouts", line.checkouts}, {"closed", line.closed}};
        text += json{{"session", session}}.dump() + "\n";
    }
    const verify::LedgerTerms terms = cut.ledger.value_or(verify::LedgerTerms{});
    const json ledger{{"accepted", terms.accepted}, {"applied", terms.applied}, {"duplicate", terms.duplicate}, {"late", terms.late}};
    return text + json{{"ledger", ledger}}.dump() + "\n" + json{{"end", true}}.dump() + "\n";
}

} // namespace tailrace::test
