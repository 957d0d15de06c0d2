// SPDX-License-Identifier: Apache-2.0
#include "tests/support/session_update_check.h"

#include <nlohmann/json.hpp>

#include "tests/support/timer_second.h"

namespace tailrace::test {
namespace {

using nlohmann::json;

// All members but those that depend on when somebody looked: revision and closed.
json stateOf(const std::string& owner, const verify::Session& session)
{
    return {{"shopper", owner}, {"first", session.first()}, {"last", session.last()}, {"events", session.events.size()},
        {"page_views", session.count("page_view")}, {"product_views", session.count("product_view")},
        {"cart_adds", session.count("add_to_cart")}, {"cart_removes", session.count("remove_from_cart")},
        {"checkouts", session.count("checkout_step")}};
}

void checkOne(json found, const json& expected, const verify::Rules& rules, std::int64_t asOf, Findings& findings)
{
    const std::string text = found.dump();
    const json revision = found.value("revision", json()), closed = found.value("closed", json());
    found.erase("revision");
    found.erase("closed");
    if (found != expected) findings.add("session-updates has another state: " + text + ", expected " + expected.dump());
    if (!revision.is_number_unsigned() || revision < 1) findings.add("session-updates has no revision: " + text);
    if (!closed.is_boolean()) return findings.add("session-updates does not say whether it is closed: " + text);
    const auto last = expected.at("last").get<std::int64_t>();
    const bool isPast = last < rules.cutoff(asOf);
    if (closed == true && !isPast) findings.add("session-updates has closed what is open: " + text);
    const std::int64_t closesAt = last + rules.gap + rules.grace + 1;
    if (closed == false && mustBeDone(closesAt, asOf)) findings.add("session-updates lacks the close of " + text);
}

} // namespace

void checkSessionUpdates(const std::map<std::string, std::string>& updates, const verify::Oracle& oracle, std::int64_t asOf,
    Findings& findings)
{
    std::size_t sessions = 0;
    for (const std::string& owner : oracle.owners()) {
        for (const verify::Session& session : oracle.sessionsOf(owner)) {
            const std::string key = owner + ":" + std::to_string(session.first());
            const auto update = updates.find(key);
            if (update == updates.end()) {
                findings.add("session-updates lacks " + key);
                continue;
            }
            ++sessions;
            checkOne(json::parse(update->second), stateOf(owner, session), oracle.rules(), asOf, findings);
        }
    }
    if (updates.size() != sessions)
        findings.add("session-updates has " + std::to_string(updates.size() - sessions) + " records of what is no session");
}

} // namespace tailrace::test
