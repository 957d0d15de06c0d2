// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/shopper_traffic.h"

#include <cmath>
#include <string_view>

#include "pipeline/simulator/past_rate.h"

namespace tailrace::simulator {
namespace {

constexpr std::size_t MostDelayed = 16'384; // beyond, what would be sent out of order is sent in order
constexpr std::size_t BodyRoom = 4096;      // more than an event of the usual length

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
    : m_shares(scenario.mix.shares),
      m_timeScale(scenario.timeScale),
      m_firstRate(scenario.rateAt(std::chrono::nanoseconds(0)) / scenario.timeScale),
      m_origin(scenario.eventTimeAtStart(origin)),
      m_arrival(scenario.stages, scenario.seed),
      m_model(scenario, catalogue),
      m_text(scenario, catalogue),
      m_random(scenario.seed, 0x1d),
      m_delayed(m_shares.outOfOrder > 0 ? MostDelayed : 0),
      m_due(m_arrival.next()),
      m_past(*this, scenario)
{
    m_body.reserve(BodyRoom);
    m_remembered.reserve(BodyRoom);
    if (!m_past.nextDue()) m_filled = std::async(std::launch::async, [this] { begin(); });
}

// The shop is not empty when the traffic starts. Takes half a second for a million shoppers: not while events are due.
void ShopperTraffic::begin()
{
    m_hasBegun = true;
    m_model.fill(m_firstRate, std::chrono::nanoseconds(0));
}

std::optional<SimulatedEvent> ShopperTraffic::take(std::chrono::nanoseconds sinceStart, bool wantsText)
{
    if (!m_due || *m_due > sinceStart) return std::nullopt;
    if (m_filled.valid()) m_filled.get();
    if (!m_hasBegun) begin();
    SimulatedEvent event;
    event.due = *m_due;
    if (m_delayed.isDue(*m_due)) {
        const DelayedSteps::Delayed delayed = m_delayed.take();
        const EventStamp stamped = stamp(delayed.timestamp, *m_due);
        if (wantsText) m_text.write(delayed.step, stamped, m_body);
    } else {
        composeNext(*m_due, wantsText, event);
    }
    event.body = m_body;
    m_due = m_arrival.next();
    return event;
}

void ShopperTraffic::composeNext(std::chrono::nanoseconds due, bool wantsText, SimulatedEvent& event)
{
    Flaw flaw = drawFlaw();
    for (; flaw == Flaw::OutOfOrder && !m_delayed.isFull(); flaw = drawFlaw()) delay(happen(due), due);
    if (flaw == Flaw::Duplicate && !m_remembered.empty()) {
        m_body.swap(m_remembered);
        m_remembered.clear();
    } else {
        compose(due, flaw, wantsText, event);
    }
}

ShopperTraffic::Flaw ShopperTraffic::drawFlaw()
{
    double luck = m_random.uniform();
    if (luck < m_shares.malformed) return Flaw::Malformed;
    luck -= m_shares.malformed;
    if (luck < m_shares.duplicate) return Flaw::Duplicate;
    luck -= m_shares.duplicate;
    if (luck < m_shares.late) return Flaw::Late;
    luck -= m_shares.late;
    return luck < m_shares.outOfOrder ? Flaw::OutOfOrder : Flaw::None;
}

// The next step that anybody hears of.
ShopperStep ShopperTraffic::happen(std::chrono::nanoseconds due)
{
    const std::chrono::nanoseconds at = inEventTime(due);
    ShopperStep step = m_model.next(at);
    if (m_shares.lost <= 0) return step;
    while (m_random.chance(m_shares.lost)) step = m_model.next(at);
    return step;
}

void ShopperTraffic::delay(const ShopperStep& step, std::chrono::nanoseconds due)
{
    const double seconds = std::chrono::duration<double>(ShortestDelay).count()
        + m_random.uniform() * std::chrono::duration<double>(LongestDelay - ShortestDelay).count();
    const std::chrono::nanoseconds delay(std::llround(seconds / m_timeScale * 1e9));
    m_delayed.add({.sendAt = due + delay, .timestamp = timeAt(inEventTime(due)), .step = step});
}

void ShopperTraffic::compose(std::chrono::nanoseconds due, Flaw flaw, bool wantsText, SimulatedEvent& event)
{
    const ShopperStep step = happen(due);
    const EventTime now = timeAt(inEventTime(due));
    const EventStamp stamped = stamp(flaw == Flaw::Late ? now - Lateness : now, due);
    const bool remembers = m_remembered.empty() && m_shares.duplicate > 0;
    // What is drawn to spoil a text depends on its length.
    if (wantsText || remembers || flaw == Flaw::Malformed) m_text.write(step, stamped, m_body);
    if (flaw == Flaw::Malformed) {
        spoil(m_body, m_random.below(WaysToSpoil), m_random);
    } else if (flaw != Flaw::Late) {
        event::Event page;
        page.type = step.type;
        event.wantsRecommendation = page.canAskForRecommendation() && m_random.chance(m_shares.request);
        if (remembers) m_remembered = m_body;
    }
}

EventStamp ShopperTraffic::stamp(EventTime timestamp, std::chrono::nanoseconds due)
{
    const std::uint64_t high = m_random.next();
    return {.idHigh = high, .idLow = m_random.next(), .timestamp = timestamp, .collected = timeAt(inEventTime(due)), .isPast = false};
}

EventTime ShopperTraffic::timeAt(std::chrono::nanoseconds eventTime) const
{
    return m_origin + std::chrono::floor<std::chrono::milliseconds>(eventTime);
}

std::chrono::nanoseconds ShopperTraffic::inEventTime(std::chrono::nanoseconds due) const
{
    if (m_timeScale == 1.0) return due;
    return std::chrono::nanoseconds(std::llround(static_cast<double>(due.count()) * m_timeScale));
}

ShopperTraffic::Past::Past(ShopperTraffic& traffic, const Scenario& scenario)
    : m_traffic(traffic),
      m_length(scenario.history.duration),
      m_arrival(pastRate(scenario.history, traffic.m_origin), scramble(scenario.seed)),
      m_at(m_arrival.next())
{}

std::optional<std::chrono::nanoseconds> ShopperTraffic::Past::nextDue() const
{
    if (!m_at || m_traffic.m_hasBegun) return std::nullopt;
    return *m_at - m_length; // before the start
}

std::optional<SimulatedEvent> ShopperTraffic::Past::take(bool wantsText)
{
    const auto at = nextDue();
    if (!at) return std::nullopt;
    EventStamp stamp = m_traffic.stamp(m_traffic.timeAt(*at), std::chrono::nanoseconds(0));
    stamp.collected = stamp.timestamp;
    stamp.isPast = true;
    const ShopperStep step = m_traffic.m_model.next(*at);
    if (wantsText) m_traffic.m_text.write(step, stamp, m_traffic.m_body);
    m_at = m_arrival.next();
    if (!m_at) m_traffic.begin();
    return SimulatedEvent{.due = *at, .wantsRecommendation = false, .body = m_traffic.m_body};
}

} // namespace tailrace::simulator
