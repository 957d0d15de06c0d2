// SPDX-License-Identifier: Apache-2.0
#include "app/verify/key_rows.h"

#include <algorithm>

namespace tailrace::verify {
namespace {

constexpr std::int64_t ViewerKeptMs = 86'400'000;

EventList between(const EventList& events, std::int64_t from, std::int64_t to)
{
    EventList inside;
    for (const AcceptedEvent* event : events) {
        if (from <= event->columns.time && event->columns.time <= to) inside.push_back(event);
    }
    return inside;
}

class Rows {
public:
    Rows(const Oracle& oracle, const std::vector<Feature>& features, std::int64_t asOf)
        : m_oracle(oracle),
          m_features(features),
          m_asOf(asOf)
    {}

    KeyRow row(KeyKind kind, std::string key, EventList events) const
    {
        KeyRow row{std::move(key), {}, std::move(events), false};
        for (const Feature& feature : m_features) {
            if (feature.key != kind) continue;
            for (const Window& window : feature.windows) {
                const EventList inWindow = window.ms == 0 ? row.events : between(row.events, m_asOf - window.ms, m_asOf);
                row.fields[feature.name + window.suffix] = {
                    featureValue(feature, inWindow, m_oracle.rules()), &feature, countedBy(feature, inWindow)};
            }
        }
        return row;
    }

    std::optional<KeyRow> shopper(const std::string& owner) const
    {
        EventList recent = between(m_oracle.appliedOf(owner), m_asOf - m_longest, m_asOf);
        if (recent.empty()) return {};
        return row(KeyKind::Shopper, "user:" + owner, std::move(recent));
    }

    bool declares(KeyKind kind) const { return std::ranges::find(m_features, kind, &Feature::key) != m_features.end(); }

private:
    // The longest window that a shopper's feature has.
    std::int64_t longestWindow() const
    {
        std::int64_t longest = -1;
        for (const Feature& feature : m_features) {
            if (feature.key != KeyKind::Shopper) continue;
            for (const Window& window : feature.windows) longest = std::max(longest, window.ms);
        }
        return longest;
    }

    const Oracle& m_oracle;
    const std::vector<Feature>& m_features;
    std::int64_t m_asOf;
    std::int64_t m_longest = longestWindow();
};

} // namespace

void forEachKey(const Oracle& oracle, const std::vector<Feature>& features, std::int64_t asOf,
    const std::function<void(const KeyRow&)>& visit)
{
    const Rows rows(oracle, features, asOf);
    const std::int64_t cutoff = oracle.rules().cutoff(asOf);
    for (const std::string& owner : oracle.owners()) {
        if (const auto row = rows.shopper(owner)) visit(*row);
        for (const Session& session : oracle.sessionsOf(owner)) {
            const bool isOpen = session.last() >= cutoff;
            const std::string key = "session:" + owner + ":" + std::to_string(session.first());
            if (isOpen && rows.declares(KeyKind::Session)) visit(rows.row(KeyKind::Session, key, session.events));
        }
    }
    if (!rows.declares(KeyKind::Viewer)) return;
    for (const auto& [viewer, events] : oracle.viewers()) {
        KeyRow row = rows.row(KeyKind::Viewer, "viewer:" + viewer, events);
        row.mayBeMissing = between(events, asOf - ViewerKeptMs, asOf).empty();
        visit(row);
    }
}

std::optional<KeyRow> shopperRow(const Oracle& oracle, const std::vector<Feature>& features, const std::string& shopper, std::int64_t asOf)
{
    return Rows(oracle, features, asOf).shopper(shopper);
}

} // namespace tailrace::verify
