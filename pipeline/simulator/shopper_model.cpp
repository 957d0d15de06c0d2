// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/shopper_model.h"

#include <algorithm>
#include <cmath>

#include "pipeline/simulator/device.h"

namespace tailrace::simulator {
namespace {

using Phase = Shopper::Phase;

constexpr double LoginPerStep = 0.2;   // of a visit that is to log in later
constexpr double SwitchPerStep = 0.06; // of somebody with two devices who is logged in: goes on with the other one
constexpr double BotHaste = 10;        // so much faster than people
constexpr std::uint64_t PersonSalt = 0x9e75;

WeightedChoice choiceOfDevices(std::size_t from, std::size_t to)
{
    std::vector<double> weights;
    for (std::size_t i = from; i < to; ++i) weights.push_back(Devices[i].weight);
    return WeightedChoice(weights);
}

} // namespace

ShopperModel::ShopperModel(const Scenario& scenario, const Catalogue& catalogue)
    : m_shares(scenario.mix.shares),
      m_dwellNanos(static_cast<double>(scenario.mix.dwell.median.count())),
      m_dwellSigma(scenario.mix.dwell.sigma),
      m_seed(scenario.seed),
      m_random(scenario.seed, 0x540b),
      m_stock(catalogue),
      m_floor(scenario, catalogue, m_stock),
      m_screen(scenario.mix.viewing),
      m_crowd(scenario.shoppers, scenario.mix.shares.returning),
      m_devices(choiceOfDevices(0, DevicesOfPeople)),
      m_botDevices(choiceOfDevices(DevicesOfPeople, Devices.size())),
      m_shoppers(scenario.shoppers),
      m_viewings(scenario.mix.shares.viewer > 0 ? scenario.shoppers : 0)
{}

ShopperStep ShopperModel::next(std::chrono::nanoseconds sinceStart)
{
    m_crowd.pass(sinceStart - m_last.value_or(sinceStart), [this](std::uint32_t who) { m_shoppers[who].phase = Phase::Away; });
    m_last = sinceStart;
    while (true) {
        const Crowd::Actor actor = m_crowd.next(m_random);
        Shopper& shopper = m_shoppers[actor.who];
        ShopperStep step;
        step.shopper = actor.who;
        meet(shopper, actor.who);
        const auto wait = actor.comes ? begin(shopper, step) : act(shopper, step);
        if (!wait || shopper.phase == Phase::Away)
            m_crowd.leaves(actor.who);
        else
            m_crowd.stays(actor.who, *wait);
        if (!wait) {
            shopper.phase = Phase::Away;
            continue;
        }
        sign(shopper, step);
        return step;
    }
}

void ShopperModel::fill(double perSecond, std::chrono::nanoseconds until)
{
    constexpr double LongEnough = 60; // seconds: a visit and more
    constexpr double OftenEnough = 8; // steps of everybody
    if (perSecond <= 0) return;
    const double steps = std::min(perSecond * LongEnough, OftenEnough * static_cast<double>(m_shoppers.size()));
    const auto gap = std::chrono::nanoseconds(std::llround(1e9 / perSecond));
    for (auto left = std::llround(steps); left > 0; --left) {
        const std::chrono::nanoseconds at = until - left * gap;
        next(m_last ? std::max(*m_last, at) : at);
    }
}

// What somebody is, decided once. From a draw of their own, so that the same shopper is the same in every scenario of that seed.
void ShopperModel::meet(Shopper& shopper, std::uint32_t who)
{
    if (shopper.isKnown) return;
    Random own(m_seed, PersonSalt ^ (std::uint64_t{who} << 16));
    shopper.isKnown = true;
    shopper.isBot = own.chance(m_shares.bot);
    shopper.hasAccount = own.chance(m_shares.loggedIn) && !shopper.isBot;
    shopper.hasTwoDevices = own.chance(m_shares.twoDevices) && shopper.hasAccount;
    for (std::uint8_t& device : shopper.devices)
        device = static_cast<std::uint8_t>(shopper.isBot ? DevicesOfPeople + m_botDevices.draw(own) : m_devices.draw(own));
}

std::chrono::nanoseconds ShopperModel::begin(Shopper& shopper, ShopperStep& step)
{
    step.lands = true;
    shopper.campaign = -1;
    const bool fromCampaign = m_random.chance(m_shares.campaign);
    const auto campaign = static_cast<std::int16_t>(m_random.below(Campaigns));
    if (fromCampaign && !shopper.isBot) shopper.campaign = campaign;
    shopper.loggedIn = shopper.hasAccount && !m_random.chance(m_shares.loginLater);
    shopper.onSecond = shopper.hasTwoDevices && m_random.chance(0.5);
    if (!m_viewings.empty() && !shopper.isBot && m_random.chance(m_shares.viewer)) {
        shopper.phase = Phase::Watching;
        return m_screen.begin(m_viewings[step.shopper], step, m_random);
    }
    m_floor.land(shopper, step, m_random);
    return drawDwell(shopper);
}

std::optional<std::chrono::nanoseconds> ShopperModel::act(Shopper& shopper, ShopperStep& step)
{
    changeIdentity(shopper);
    if (shopper.phase != Phase::Watching) {
        if (!m_floor.act(shopper, step, m_random)) return std::nullopt;
        return drawDwell(shopper);
    }
    Viewing& viewing = m_viewings[step.shopper];
    const auto wait = m_screen.act(viewing, step, m_random);
    if (viewing.state == Viewing::State::Over) shopper.phase = Phase::Away;
    return wait;
}

// Between two steps: logs in, at the latest to check out; takes the other device at hand.
void ShopperModel::changeIdentity(Shopper& shopper)
{
    if (!shopper.hasAccount) return;
    if (!shopper.loggedIn)
        shopper.loggedIn = shopper.phase == Phase::AtCheckout || m_random.chance(LoginPerStep);
    else if (shopper.hasTwoDevices && shopper.phase == Phase::Browsing && m_random.chance(SwitchPerStep))
        shopper.onSecond = !shopper.onSecond;
}

std::chrono::nanoseconds ShopperModel::drawDwell(const Shopper& shopper)
{
    const double nanos = m_dwellNanos * m_random.logNormal(m_dwellSigma);
    constexpr auto Longest = static_cast<double>(std::chrono::nanoseconds(DwellWheel::LongestWait).count());
    return std::chrono::nanoseconds(std::llround(std::min(Longest, shopper.isBot ? nanos / BotHaste : nanos)));
}

// What the tracker on the device adds.
void ShopperModel::sign(Shopper& shopper, ShopperStep& step)
{
    Shopper::TrackerSession& session = shopper.sessions[shopper.onSecond ? 1 : 0];
    const std::int64_t now = m_last->count();
    if (session.index == 0 || now - session.lastSeen > std::chrono::nanoseconds(TrackerSessionGap).count()) {
        ++session.index;
        session.event = 0;
    }
    session.lastSeen = now;
    step.sessionIndex = session.index;
    step.eventIndex = ++session.event;
    step.second = shopper.onSecond;
    step.device = shopper.devices[shopper.onSecond ? 1 : 0];
    step.loggedIn = shopper.loggedIn;
    step.campaign = shopper.campaign;
}

} // namespace tailrace::simulator
