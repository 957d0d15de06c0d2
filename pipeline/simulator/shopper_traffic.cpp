// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/shopper_traffic.h"

#include <string_view>

namespace tailrace::simulator {
namespace {

// Renames every occurrence of a member by changing the first letter of its name.
void hideMember(std::string& body, std::string_view quotedName)
{
    for (auto at = body.find(quotedName); at != std::string::npos; at = body.find(quotedName, at + 1)) body[at + 1] = '_';
}

} // namespace

void spoil(std::string& body, std::uint32_t way, Random& random)
{
    switch (way) {
    case 0: body.resize(1 + random.below(static_cast<std::uint32_t>(body.size()) - 1)); break;
    case 1: body.replace(2, 2, "no"); break; // {"id": becomes {"no":
    case 2:
        hideMember(body, R"("user_id")");
        hideMember(body, R"("domain_userid")");
        break;
    case 3: {
        constexpr std::string_view Name = R"("timestamp":")";
        constexpr std::string_view Instead = "yesterday, around noon..";
        body.replace(body.find(Name) + Name.size(), Instead.size(), Instead);
        break;
    }
    default: body[body.find(R"("page_url":")") + 12] = static_cast<char>(0xff); break;
    }
}

ShopperTraffic::ShopperTraffic(const Scenario& scenario, const Catalogue& catalogue, EventTime origin)
    : m_shares(scenario.shares),
      m_origin(origin),
      m_arrival(scenario.stages, scenario.seed),
      m_model(scenario, catalogue),
      m_text(scenario, catalogue),
      m_random(scenario.seed, 0x1d),
      m_due(m_arrival.next())
{}

std::optional<SimulatedEvent> ShopperTraffic::next(std::chrono::nanoseconds sinceStart)
{
    if (!m_due || *m_due > sinceStart) return std::nullopt;
    SimulatedEvent event;
    event.due = *m_due;
    const Flaw flaw = drawFlaw();
    if (flaw == Flaw::Duplicate && !m_remembered.empty()) {
        m_body.swap(m_remembered);
        m_remembered.clear();
    } else {
        compose(*m_due, flaw, event);
    }
    event.body = m_body;
    m_due = m_arrival.next();
    return event;
}

ShopperTraffic::Flaw ShopperTraffic::drawFlaw()
{
    double luck = m_random.uniform();
    if (luck < m_shares.malformed) return Flaw::Malformed;
    luck -= m_shares.malformed;
    if (luck < m_shares.duplicate) return Flaw::Duplicate;
    luck -= m_shares.duplicate;
    return luck < m_shares.late ? Flaw::Late : Flaw::None;
}

void ShopperTraffic::compose(std::chrono::nanoseconds due, Flaw flaw, SimulatedEvent& event)
{
    const ShopperStep step = m_model.next(due);
    const EventTime now = m_origin + std::chrono::floor<std::chrono::milliseconds>(due);
    const EventId id{m_random.next(), m_random.next()};
    m_text.write(step, id, flaw == Flaw::Late ? now - Lateness : now, now, m_body);
    if (flaw == Flaw::Malformed) {
        spoil(m_body, m_random.below(WaysToSpoil), m_random);
    } else if (flaw != Flaw::Late) {
        event::Event page;
        page.type = step.type;
        event.wantsRecommendation = page.canAskForRecommendation() && m_random.chance(m_shares.request);
        if (m_remembered.empty() && m_shares.duplicate > 0) m_remembered = m_body;
    }
}

} // namespace tailrace::simulator
