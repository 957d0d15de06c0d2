// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <vector>

#include "pipeline/base/clock.h"
#include "pipeline/simulator/catalogue.h"
#include "pipeline/simulator/random.h"
#include "pipeline/simulator/scenario.h"
#include "pipeline/simulator/shopper_model.h"

namespace tailrace::simulator {

// A random (version 4) UUID's bits.
struct EventId {
    std::uint64_t high = 0, low = 0;
};

// Writes a step as JSON of the published event shape, without an allocation per event. Keeps what repeats ready:
// product fragments, the last second's timestamp.
class EventText {
public:
    EventText(const Scenario& scenario, const Catalogue& catalogue);

    // `out` is overwritten. `timestamp` is the event's time, `collected` the time at which the tracker's collector saw it.
    void write(const ShopperStep& step, EventId id, EventTime timestamp, EventTime collected, std::string& out);

private:
    void appendPayload(const ShopperStep& step, std::string& out) const;
    void appendListed(const ShopperStep& step, std::string& out) const;
    void appendPageUrl(const ShopperStep& step, std::string& out) const;
    void appendUser(const ShopperStep& step, std::string& out) const;
    void appendSession(const ShopperStep& step, std::string& out) const;
    void appendTime(EventTime time, std::string& out);

    const Catalogue& m_catalogue;
    const std::uint64_t m_seed;
    const double m_loggedInShare;
    const std::size_t m_eventBytes;
    std::vector<std::string> m_products;    // {"id":…,"name":…,…}
    std::vector<std::string> m_searchWords; // of each category
    std::int64_t m_second = -1;             // to which m_secondText belongs
    std::string m_secondText;               // "2026-11-21T14:32:43."
};

} // namespace tailrace::simulator
