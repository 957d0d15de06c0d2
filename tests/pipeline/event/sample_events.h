// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace tailrace::event {

// One event in which every field that is read has a value.
inline nlohmann::json fullEvent()
{
    return nlohmann::json::parse(R"({
        "id": "4ba8f147-05cf-48c6-b218-0def4f209181", "type": "product_view", "timestamp": "2025-03-26T10:56:46.033Z",
        "payload": {
            "product": {"id": "5", "category": "Kid shoes", "brand": "Snowplow", "price": 42.99, "name": "SP \"Flex\" Rünner"},
            "cart": {"total_value": 85.98, "currency": "USD"}, "checkout_step": {"step": 2, "payment_method": "card"},
            "list_name": "New series", "page_url": "http://localhost:3000/search?q=shoe"},
        "enrich": {
            "client": {"useragent": "Mozilla/5.0", "page": {"page_url": "http://localhost:3000/client"}, "browser": {"online": true}},
            "performance": {"duration": 1434.6, "steps": [1, -2.5e3, [], {}, null, false]},
            "user": {"user_id": "trent@example.com", "domain_userid": "67430c52-68fb-4277-baeb-b6033403094a"},
            "marketing": {"mkt_campaign": "winter-sale"}, "platform": "web"},
        "session": {"sessionId": "c9727c0f-0f83-4a70-9eca-a415cf9ea52b", "eventIndex": 2},
        "metadata": {"event_version": "1-0-2"}})");
}

// The least that is accepted.
inline nlohmann::json leastEvent()
{
    return nlohmann::json::
        parse(R"({"id": "a", "type": "page_view", "timestamp": "2025-03-26T10:56:46Z", "enrich": {"user": {"domain_userid": "v"}}})");
}

// The event with the value at a pointer ("/enrich/user/user_id") replaced.
inline std::string withValue(nlohmann::json event, const std::string& pointer, nlohmann::json value)
{
    event[nlohmann::json::json_pointer(pointer)] = std::move(value);
    return event.dump();
}

inline std::string withoutValue(nlohmann::json event, const std::string& pointer)
{
    const nlohmann::json::json_pointer place(pointer);
    event.at(place.parent_pointer()).erase(place.back());
    return event.dump();
}

} // namespace tailrace::event
