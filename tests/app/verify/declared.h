// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "app/verify/feature_declarations.h"
#include "app/verify/feature_value.h"
#include "tests/support/event_text.h"

namespace tailrace::test {

// A feature by the members that matter: declared(R"("aggregate": "count", "events": ["*"])"). A session's unless it says a key.
inline verify::Feature declared(const std::string& members)
{
    const std::string key = members.find("\"key\"") == std::string::npos ? R"("key": "session", )" : "";
    const std::string file = R"({"version": 1, "features": [{"name": "f", )" + key + members + "}]}";
    return verify::parseFeatures(file, "test.json").front();
}

// The events of one key, and what a feature says of them.
class KeyEvents {
public:
    KeyEvents& add(const EventText& event)
    {
        verify::AcceptedEvent accepted;
        accepted.columns = verify::columnsOf(event.text());
        m_events.push_back(accepted);
        return *this;
    }
    KeyEvents& view(std::int64_t ms, const std::string& id, const std::string& category, const std::string& brand, double price)
    {
        return add(EventText("e", "product_view", ms).product(id, category, brand, price));
    }
    // In the order of arrival and in the opposite one: it must not matter.
    std::string say(const std::string& members) const
    {
        verify::EventList events;
        for (const auto& event : m_events) events.push_back(&event);
        const verify::EventList backwards(events.rbegin(), events.rend());
        const verify::Feature feature = declared(members);
        const std::string value = verify::featureValue(feature, events, {});
        const std::string again = verify::featureValue(feature, backwards, {});
        return value == again ? value : value + " or, backwards, " + again;
    }

private:
    std::deque<verify::AcceptedEvent> m_events;
};

} // namespace tailrace::test
