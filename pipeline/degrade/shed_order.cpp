// SPDX-License-Identifier: Apache-2.0
#include "pipeline/degrade/shed_order.h"

#include <cstdio>
#include <utility>

#include "pipeline/degrade/shed_note.h"

namespace tailrace::degrade {
namespace {

std::string text(const char* format, double value)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

std::string measured(double seconds) { return text("%.1f s", seconds); }
std::string given(double seconds) { return text("%g s", seconds); }

} // namespace

std::string_view nameOf(Shed shed)
{
    switch (shed) {
    case Shed::UiDetail: return "UI detail";
    case Shed::AdHocQueries: return "ad-hoc queries";
    case Shed::Enrichment: return "optional enrichment";
    case Shed::Personalisation: return "personalised recommendations";
    case Shed::NewTraffic: return "new traffic";
    }
    return {};
}

std::string_view effectOf(Shed shed)
{
    switch (shed) {
    case Shed::UiDetail: return "Numbers on screen change twice a second instead of ten times.";
    case Shed::AdHocQueries: return "Questions to the workers, such as cuts, wait.";
    case Shed::Enrichment: return "Sessions are published when they close, and not while they are open.";
    case Shed::Personalisation: return "Recommendations come from popularity.";
    case Shed::NewTraffic: return "The collector refuses new events; clients offer them again.";
    }
    return {};
}

std::vector<ShedChange> ShedOrder::observe(const Load& load, Stamp now)
{
    std::vector<ShedChange> changes;
    if (auto change = step(load, now)) changes.push_back(std::move(*change));
    followJournal(load, changes);
    // What is thrown by hand does not change now, whatever the load has to say.
    std::erase_if(changes, [this](const ShedChange& change) { return position(change.shed) != Position::Automatic; });
    return changes;
}

std::optional<ShedChange> ShedOrder::step(const Load& load, Stamp now)
{
    const bool asksForNext = m_level < ByLag && load.lagSeconds >= m_rules.lagSeconds[m_level];
    const bool letsLastGo = m_level > 0 && load.lagSeconds < m_rules.lagSeconds[m_level - 1] / 2;
    m_above = asksForNext ? m_above.value_or(now) : std::optional<Stamp>();
    m_below = letsLastGo ? m_below.value_or(now) : std::optional<Stamp>();
    if (m_above && now - *m_above >= m_rules.enterAfter) {
        m_above.reset();
        const double limit = m_rules.lagSeconds[m_level];
        return ShedChange{static_cast<Shed>(m_level++), true,
            "The oldest event has waited " + measured(load.lagSeconds) + " for its worker; the limit is " + given(limit) + "."};
    }
    if (m_below && now - *m_below >= m_rules.leaveAfter) {
        m_below.reset();
        return ShedChange{static_cast<Shed>(--m_level), false,
            "For " + given(std::chrono::duration<double>(m_rules.leaveAfter).count()) + " no event has waited longer than "
                + given(m_rules.lagSeconds[m_level] / 2) + "."};
    }
    return std::nullopt;
}

void ShedOrder::followJournal(const Load& load, std::vector<ShedChange>& changes)
{
    if (m_refuses == !load.journalKeepsUp) return;
    m_refuses = !load.journalKeepsUp;
    changes.push_back({Shed::NewTraffic, m_refuses, m_refuses ? "The journal cannot keep up." : "The journal keeps up again."});
}

std::optional<ShedChange> ShedOrder::force(Shed shed, Position position)
{
    Position& stands = m_positions[static_cast<std::size_t>(shed)];
    if (stands == position) return std::nullopt;
    const bool before = isGivenUp(shed);
    stands = position;
    const bool now = isGivenUp(shed);
    return ShedChange{shed, now, causeOf(position, now), position, now != before};
}

bool ShedOrder::loadAsksFor(Shed shed) const { return shed == Shed::NewTraffic ? m_refuses : static_cast<std::size_t>(shed) < m_level; }

bool ShedOrder::isGivenUp(Shed shed) const
{
    const Position stands = position(shed);
    return stands == Position::Automatic ? loadAsksFor(shed) : stands == Position::GivenUp;
}

} // namespace tailrace::degrade
