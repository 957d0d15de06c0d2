// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace tailrace::test {

// Writes one event of the published shape (resources/schemas/event.schema.json), member by member.
class EventText {
public:
    EventText(const std::string& id, const std::string& type, std::int64_t ms);

    EventText& visitor(const std::string& name) { return set("/enrich/user/domain_userid", name); }
    EventText& user(const std::string& name) { return set("/enrich/user/user_id", name); }
    EventText& product(const std::string& id, const std::string& category, const std::string& brand, double price);
    EventText& at(std::int64_t ms); // the same event under another time
    // Any member, by JSON pointer: set("/payload/cart/total_value", 12.5).
    EventText& set(const std::string& pointer, nlohmann::json value);

    std::string text() const { return m_json.dump(); }

private:
    nlohmann::json m_json;
};

} // namespace tailrace::test
