// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

namespace tailrace::simulator {

// How likely each next step of a browsing shopper is; only the proportions count. What a shopper cannot do now (add
// without a product, check out an empty cart) is left out of the draw.
struct StepWeights {
    double pageView = 14;
    double search = 4;
    double listView = 20;
    double listClick = 10;
    double productView = 30;
    double promoView = 3;
    double addToCart = 8; // not of a product that is sold out
    double removeFromCart = 2;
    double checkout = 4; // the steps and the transaction follow
    double leave = 6;    // the visit ends
};

// Shares between 0 and 1.
struct TrafficShares {
    double request = 0.10;     // of page, list and product views: wait for a recommendation
    double malformed = 0.0005; // of all events, as the four below
    double duplicate = 0.001;  // an event is sent once more, with its id
    double late = 0.0002;      // the event time lies long before the session gap
    double outOfOrder = 0.002; // its device keeps it for a few seconds: it is sent behind younger ones
    double lost = 0.001;       // happens and is never sent: a closed tab, an ad blocker
    double bot = 0.02;         // of the shoppers: programs that page through the shop and buy nothing
    double loggedIn = 0.30;    // of the people among the shoppers: have an account and log in
    double loginLater = 0.30;  // of the visits of those: begin anonymous and log in halfway
    double twoDevices = 0.20;  // of those with an account: use a second device, too
    double campaign = 0.35;    // of the visits of people: come from a campaign
    double returning = 0.40;   // of the visits: by somebody who was here before
    double viewer = 0.0;       // of the visits of people: they watch a video instead of shopping
};

// The time between two steps of a shopper: log-normal, so with a heavy tail.
struct Dwell {
    std::chrono::nanoseconds median = std::chrono::seconds(6);
    double sigma = 1.1; // of the logarithm

    std::chrono::nanoseconds mean() const;
};

// What somebody does who watches; between two of these pass the dwell and a ping every 30 s of playing.
struct ViewerMix {
    Dwell dwell{std::chrono::seconds(60), 1.0};
    double pause = 5; // weights, as StepWeights
    double seek = 4;
    double adBreak = 6;
    double leave = 3;
    double adSkip = 0.45;  // of the ads that are seen
    double adClick = 0.03; // of those that are not skipped
    double premiere = 0.0; // of the viewings: the first title; the others by popularity
};

struct TrafficMix {
    StepWeights weights;
    TrafficShares shares;
    Dwell dwell;
    ViewerMix viewing;
    int checkoutSteps = 2; // 1 at the cart, 2 at the payment, as the published shop has them
};

} // namespace tailrace::simulator
