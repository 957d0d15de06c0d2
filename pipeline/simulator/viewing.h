// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "pipeline/simulator/random.h"
#include "pipeline/simulator/shopper_step.h"
#include "pipeline/simulator/traffic_mix.h"
#include "pipeline/simulator/weighted_choice.h"

namespace tailrace::simulator {

// What is remembered of somebody who watches. Seconds are those of the shoppers' own time.
struct Viewing {
    enum class State : std::uint8_t { None, Playing, Paused, Seeking, InBreak, InAd, AdOver, Over };

    double position = 0.0;    // into the title
    double untilAction = 0.0; // of playing, until they do something
    double playing = 0.0;     // until the next event
    std::uint32_t count = 0;  // viewings so far
    std::uint32_t ad = 0;     // the latest one, from 1
    std::uint8_t title = 0;
    std::uint8_t adsClicked = 0, adsSkipped = 0; // in this viewing
    State state = State::None;
    bool skips = false, clicks = false; // the ad that is on
};

// What viewers do: play, pause, seek, see, skip and click ads, finish or walk away, with a ping every 30 s of playing. Pure. Not
// thread-safe.
class Screen {
public:
    static constexpr std::chrono::seconds PingEvery{30};
    static constexpr std::uint32_t Ads = 60;

    explicit Screen(const ViewerMix& mix);

    // Begins to watch something; the time until the next event.
    std::chrono::nanoseconds begin(Viewing& viewing, ShopperStep& step, Random& random) const;
    // The next event of the viewing, and the time until the one after it. Nothing: the viewer has walked away; there is no event.
    // After the end of the title the state is Over.
    std::optional<std::chrono::nanoseconds> act(Viewing& viewing, ShopperStep& step, Random& random) const;

private:
    enum class Move : std::uint32_t { Pause, Seek, AdBreak, Leave };
    using Next = std::optional<std::chrono::nanoseconds>;

    Next playOn(Viewing& viewing, ShopperStep& step, Random& random) const;
    Next doSomething(Viewing& viewing, ShopperStep& step, Random& random) const;
    Next goOn(Viewing& viewing, ShopperStep& step, Random& random) const;
    static Next endAd(Viewing& viewing, ShopperStep& step);
    static std::chrono::nanoseconds play(Viewing& viewing);
    static void show(const Viewing& viewing, ShopperStep& step);
    double drawAction(Random& random) const;

    const ViewerMix m_mix;
    WeightedChoice m_moves;
    WeightedChoice m_popular; // titles
};

} // namespace tailrace::simulator
