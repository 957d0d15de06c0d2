// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/base/clock.h"
#include "pipeline/simulator/catalogue.h"
#include "pipeline/simulator/scenario.h"
#include "pipeline/simulator/shopper_step.h"

namespace tailrace::simulator {

// What an event is called, and when it happened. `collected`: when the tracker's collector saw it.
struct EventStamp {
    std::uint64_t idHigh = 0, idLow = 0; // a random (version 4) UUID's bits
    EventTime timestamp{}, collected{};
    bool isPast = false; // generated past: labelled by its app_id
};

// Writes a step as JSON of the published event shape, without an allocation per event. Keeps what repeats ready:
// product fragments, the last second's timestamp.
class EventText {
public:
    EventText(const Scenario& scenario, const Catalogue& catalogue);

    static constexpr std::string_view AppId = "shop", PastAppId = "shop-past";

    // `out` is overwritten.
    void write(const ShopperStep& step, const EventStamp& stamp, std::string& out);

private:
    void appendPayload(const ShopperStep& step, std::string& out) const;
    void appendListed(const ShopperStep& step, std::string& out) const;
    void appendPageUrl(const ShopperStep& step, std::string& out) const;
    void appendUser(const ShopperStep& step, std::string& out) const;
    void appendSession(const ShopperStep& step, std::string& out) const;
    void appendTime(EventTime time, std::string& out);
    std::uint64_t visitorOf(const ShopperStep& step) const;

    const Catalogue& m_catalogue;
    const std::uint64_t m_seed;
    const std::size_t m_eventBytes;
    std::vector<std::string> m_products;    // {"id":…,"name":…,…}
    std::vector<std::string> m_searchWords; // of each category
    std::int64_t m_second = -1;             // to which m_secondText belongs
    std::string m_secondText;               // "2026-11-21T14:32:43."
};

} // namespace tailrace::simulator
