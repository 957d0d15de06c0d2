// SPDX-License-Identifier: Apache-2.0
#include "tests/support/store_check.h"

#include <algorithm>
#include <set>

#include "app/verify/feature_value.h"
#include "app/verify/key_rows.h"
#include "tests/support/timer_second.h"

namespace tailrace::test {
namespace {

std::string kindOf(const std::string& key) { return key.substr(0, key.find(':')); }
std::string nameOf(const std::string& key) { return key.substr(key.find(':') + 1); }

verify::Fields fieldsOf(const verify::KeyRow& row)
{
    verify::Fields fields;
    for (const auto& [name, value] : row.fields) fields.emplace(name, value.text);
    return fields;
}

// The first field in which two differ, in words.
std::string difference(const verify::Fields& expected, const verify::Fields& found)
{
    for (const auto& [name, text] : expected) {
        const auto other = found.find(name);
        if (other == found.end()) return name + ": expected " + text + ", found nothing";
        if (other->second != text) return name + ": expected " + text + ", found " + other->second;
    }
    return "a field that is not declared";
}

} // namespace

StoreCheck::StoreCheck(const std::vector<verify::Feature>& declared, std::int64_t longestCadenceMs)
    : m_declared(declared),
      m_cadence(longestCadenceMs)
{
    for (const verify::Feature& feature : declared) {
        if (feature.key == verify::KeyKind::Viewer) continue; // always written whole
        const char* const kind = feature.key == verify::KeyKind::Shopper ? "user" : "session";
        for (const verify::Window& window : feature.windows)
            m_emptyValues[kind][feature.name + window.suffix] = verify::featureValue(feature, {}, {});
    }
}

void StoreCheck::noteMoves(const std::vector<verify::Oracle::Move>& moves)
{
    for (const auto& move : moves) m_departed[move.from].push_back(move.to);
}

// A field that is not there has the value that it has without events.
verify::Fields StoreCheck::whole(const std::string& key, verify::Fields fields) const
{
    if (const auto kind = m_emptyValues.find(kindOf(key)); kind != m_emptyValues.end())
        fields.insert(kind->second.begin(), kind->second.end());
    return fields;
}

void StoreCheck::check(const Store& store, const verify::Cut& cut, const verify::Oracle& oracle, Findings& findings) const
{
    const Place at{store, cut, oracle, findings};
    for (const auto& [key, fields] : store) {
        const std::string kind = kindOf(key);
        if (kind == "alias") continue;
        kind == "user" ? checkUser(at, key, fields) : checkOther(at, key, fields);
    }
    for (const auto& [key, fields] : cut.keys) {
        const bool mayBeAbsent = kindOf(key) == "session" && fields == m_emptyValues.at("session");
        if (!store.contains(key) && !mayBeAbsent) findings.add("the store lacks " + key);
    }
    checkAliases(at);
}

void StoreCheck::checkUser(const Place& at, const std::string& key, verify::Fields found) const
{
    const auto stamp = found.extract("as_of"), version = found.extract("version");
    if (stamp.empty() || version.empty()) return at.findings.add("the store does not say as of when it has " + key);
    const std::int64_t writtenAt = std::stoll(stamp.mapped());
    if (writtenAt > at.cut.asOf) return at.findings.add("the store has " + key + " as of a time that is to come");
    found = whole(key, std::move(found));
    if (hasTimeChanged(at, nameOf(key), writtenAt)) return checkStillTrue(at, key, found, writtenAt);
    const auto expected = at.cut.keys.find(key);
    if (expected == at.cut.keys.end()) return at.findings.add("the store has " + key + ", which should not be there");
    if (found != expected->second) at.findings.add("the store has another " + key + " " + difference(expected->second, found));
}

// Has an event left a window since then?
bool StoreCheck::hasTimeChanged(const Place& at, const std::string& owner, std::int64_t since) const
{
    std::set<std::int64_t> sizes;
    for (const verify::Feature& feature : m_declared)
        for (const verify::Window& window : feature.windows)
            if (feature.key == verify::KeyKind::Shopper) sizes.insert(window.ms);
    const auto events = at.oracle.appliedOf(owner);
    return std::ranges::any_of(events, [&](const verify::AcceptedEvent* event) {
        return std::ranges::any_of(sizes, [&](std::int64_t size) {
            const std::int64_t leaves = event->columns.time + size + 1;
            return since < leaves && leaves <= at.cut.asOf;
        });
    });
}

// Right when it was written, and nothing of what must have been written again since then has changed.
void StoreCheck::checkStillTrue(const Place& at, const std::string& key, const verify::Fields& found, std::int64_t writtenAt) const
{
    const auto then = verify::shopperRow(at.oracle, m_declared, nameOf(key), writtenAt);
    if (!then) return at.findings.add("the store has " + key + ", which was not there at " + std::to_string(writtenAt));
    const verify::Fields expected = fieldsOf(*then);
    if (found != expected) at.findings.add("the store has another " + key + " " + difference(expected, found));
    const std::int64_t lastDue = at.cut.asOf / m_cadence * m_cadence;
    const std::int64_t settled = mustBeDone(lastDue, at.cut.asOf) ? lastDue : lastDue - m_cadence;
    if (settled <= writtenAt) return;
    const auto since = verify::shopperRow(at.oracle, m_declared, nameOf(key), settled);
    if (!since) return at.findings.add("the store still has " + key + ", which is empty");
    const verify::Fields due = fieldsOf(*since);
    if (found != due) at.findings.add("the store has not followed the time: " + key + " " + difference(due, found));
}

// Sessions and viewers do not change by time alone, but for a session's end.
void StoreCheck::checkOther(const Place& at, const std::string& key, const verify::Fields& found) const
{
    const auto expected = at.cut.keys.find(key);
    if (expected == at.cut.keys.end()) {
        if (!closesJustNow(at, key)) at.findings.add("the store has " + key + ", which should not be there");
        return;
    }
    const verify::Fields fields = whole(key, found);
    if (fields != expected->second) at.findings.add("the store has another " + key + " " + difference(expected->second, fields));
}

bool StoreCheck::closesJustNow(const Place& at, const std::string& key)
{
    const std::string name = nameOf(key);
    const std::string owner = name.substr(0, name.rfind(':'));
    for (const verify::Session& session : at.oracle.sessionsOf(owner)) {
        if (kindOf(key) != "session" || name != owner + ":" + std::to_string(session.first())) continue;
        return !mustBeDone(session.last() + at.oracle.rules().gap + at.oracle.rules().grace + 1, at.cut.asOf);
    }
    return false;
}

// An alias leads to somebody who got that visitor's events. Who has lost all of them has one, and it leads to who got the last.
void StoreCheck::checkAliases(const Place& at) const
{
    for (const auto& [key, fields] : at.store) {
        if (kindOf(key) != "alias") continue;
        const auto gone = m_departed.find(nameOf(key));
        const auto user = fields.find("user");
        const bool isTrue = gone != m_departed.end() && user != fields.end() && fields.size() == 1
            && std::ranges::find(gone->second, user->second) != gone->second.end();
        if (!isTrue) at.findings.add("the store has a wrong " + key);
    }
    std::set<std::string> owners;
    for (const verify::AcceptedEvent& event : at.oracle.events()) owners.insert(event.owner);
    for (const auto& [owner, users] : m_departed) {
        if (owners.contains(owner)) continue;
        const auto alias = at.store.find("alias:" + owner);
        if (alias == at.store.end()) {
            at.findings.add("the store lacks alias:" + owner);
        } else if (alias->second != verify::Fields{{"user", users.back()}}) {
            at.findings.add("the store has alias:" + owner + " of another than " + users.back());
        }
    }
}

} // namespace tailrace::test
