// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "pipeline/runtime/side_topics.h"
#include "pipeline/simulator/stock_feed.h"

namespace tailrace::runtime {

// Publishes what the traffic does to the stock to the topic `inventory`. Belongs to one thread.
class StockPublisher {
public:
    // `feed` and `side` must outlive it.
    StockPublisher(simulator::StockFeed& feed, SideTopics& side) : m_feed(feed), m_side(side) {}

    // About ten times a second. A new broker gets all that is not as at the start.
    void tick();
    // While it is cut nothing is published; afterwards what has changed meanwhile.
    void cut(bool isCut) { m_isCut = isCut; }
    bool isCut() const { return m_isCut; }

private:
    simulator::StockFeed& m_feed;
    SideTopics& m_side;
    std::uint64_t m_broker = 0;
    bool m_isCut = false;
};

} // namespace tailrace::runtime
