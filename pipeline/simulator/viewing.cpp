// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/viewing.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "pipeline/simulator/titles.h"

namespace tailrace::simulator {
namespace {

using event::EventType;
using namespace std::chrono_literals;
using State = Viewing::State;

constexpr double TitleExponent = 0.9;
constexpr auto AdLength = 15s;
constexpr auto SkipAfter = 5s;
constexpr auto Blink = 200ms; // what a player needs to go from one thing to the next
constexpr auto SeekTime = 1s;

std::vector<double> moveWeights(const ViewerMix& mix)
{
    const std::vector<double> weights{mix.pause, mix.seek, mix.adBreak, mix.leave};
    const bool any = std::any_of(weights.begin(), weights.end(), [](double weight) { return weight > 0; });
    return any ? weights : std::vector<double>{0, 0, 0, 1};
}

std::vector<double> titleWeights()
{
    std::vector<double> weights;
    for (std::size_t i = 0; i < Titles.size(); ++i) weights.push_back(std::pow(static_cast<double>(i + 1), -TitleExponent));
    return weights;
}

std::chrono::nanoseconds nanos(double seconds) { return std::chrono::nanoseconds(std::llround(seconds * 1e9)); }

} // namespace

Screen::Screen(const ViewerMix& mix) : m_mix(mix), m_moves(moveWeights(mix)), m_popular(titleWeights()) {}

std::chrono::nanoseconds Screen::begin(Viewing& viewing, ShopperStep& step, Random& random) const
{
    const std::uint32_t before = viewing.count;
    viewing = {};
    viewing.count = before + 1;
    if (!random.chance(m_mix.premiere)) viewing.title = static_cast<std::uint8_t>(m_popular.draw(random));
    viewing.untilAction = drawAction(random);
    step.type = EventType::MediaPlay;
    const auto wait = play(viewing);
    show(viewing, step);
    return wait;
}

std::optional<std::chrono::nanoseconds> Screen::act(Viewing& viewing, ShopperStep& step, Random& random) const
{
    const auto wait = viewing.state == State::Playing ? playOn(viewing, step, random) : goOn(viewing, step, random);
    show(viewing, step);
    return wait;
}

void Screen::show(const Viewing& viewing, ShopperStep& step)
{
    step.player = {.position = viewing.position,
        .viewing = viewing.count,
        .ad = viewing.ad,
        .title = viewing.title,
        .adsClicked = viewing.adsClicked,
        .adsSkipped = viewing.adsSkipped,
        .paused = viewing.state != State::Playing && viewing.state != State::Over};
}

// While it plays: the title ends, the player pings, or the viewer does something.
Screen::Next Screen::playOn(Viewing& viewing, ShopperStep& step, Random& random) const
{
    constexpr double Soon = 1e-3;
    viewing.position += viewing.playing;
    viewing.untilAction -= viewing.playing;
    if (viewing.position + Soon >= Titles[viewing.title].seconds) {
        viewing.position = Titles[viewing.title].seconds;
        viewing.state = State::Over;
        step.type = EventType::MediaEnd;
        return 0ns;
    }
    if (viewing.untilAction <= Soon) return doSomething(viewing, step, random);
    step.type = EventType::MediaPing;
    return play(viewing);
}

Screen::Next Screen::doSomething(Viewing& viewing, ShopperStep& step, Random& random) const
{
    viewing.untilAction = drawAction(random);
    switch (static_cast<Move>(m_moves.draw(random))) {
    case Move::Pause:
        viewing.state = State::Paused;
        step.type = EventType::MediaPause;
        return nanos(drawAction(random));
    case Move::Seek:
        viewing.state = State::Seeking;
        step.type = EventType::MediaSeekStart;
        return SeekTime;
    case Move::AdBreak:
        viewing.state = State::InBreak;
        step.type = EventType::MediaAdBreakStart;
        return Blink;
    case Move::Leave: break;
    }
    return std::nullopt;
}

// While it does not play.
Screen::Next Screen::goOn(Viewing& viewing, ShopperStep& step, Random& random) const
{
    switch (viewing.state) {
    case State::Paused: step.type = EventType::MediaPlay; return play(viewing);
    case State::Seeking:
        viewing.position = random.uniform() * Titles[viewing.title].seconds;
        step.type = EventType::MediaSeekEnd;
        return play(viewing);
    case State::InBreak:
        viewing.state = State::InAd;
        viewing.ad = 1 + random.below(Ads);
        viewing.skips = random.chance(m_mix.adSkip);
        viewing.clicks = !viewing.skips && random.chance(m_mix.adClick);
        step.type = EventType::MediaAdStart;
        return viewing.skips || viewing.clicks ? SkipAfter : AdLength;
    case State::InAd: return endAd(viewing, step);
    case State::AdOver: step.type = EventType::MediaAdBreakEnd; return play(viewing);
    default: return std::nullopt; // nothing is on
    }
}

Screen::Next Screen::endAd(Viewing& viewing, ShopperStep& step)
{
    if (std::exchange(viewing.clicks, false)) {
        ++viewing.adsClicked;
        step.type = EventType::MediaAdClick;
        return AdLength - SkipAfter;
    }
    viewing.state = State::AdOver;
    viewing.adsSkipped = static_cast<std::uint8_t>(viewing.adsSkipped + (viewing.skips ? 1 : 0));
    step.type = viewing.skips ? EventType::MediaAdSkip : EventType::MediaAdComplete;
    return Blink;
}

std::chrono::nanoseconds Screen::play(Viewing& viewing)
{
    viewing.state = State::Playing;
    const double left = Titles[viewing.title].seconds - viewing.position;
    viewing.playing = std::min({std::chrono::duration<double>(PingEvery).count(), viewing.untilAction, left});
    return nanos(viewing.playing);
}

double Screen::drawAction(Random& random) const
{
    return std::chrono::duration<double>(m_mix.dwell.median).count() * random.logNormal(m_mix.dwell.sigma);
}

} // namespace tailrace::simulator
