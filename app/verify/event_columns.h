// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tailrace::verify {

// What the rules read of one event (docs/features.md, resources/schemas/event.schema.json). Absent text is empty.
struct EventColumns {
    std::string id;
    std::string type; // "search" is "site_search"
    std::int64_t time = 0;
    std::string user;    // user id
    std::string visitor; // domain user id
    std::string productId;
    std::string productCategory;
    std::string productBrand;
    std::int64_t price = 0; // in 1/10 000
    std::string listName;
    std::optional<std::int64_t> cartTotal; // in 1/10 000, before the event
    std::int64_t checkoutStep = 0;
    std::string pageUrl;
    std::string campaign;
    std::string platform;
    std::string deviceClass;
    std::optional<double> currentTime;
    std::optional<double> adsClicked, adsSkipped;
    std::optional<double> mediaDuration;
    std::string adId;

    bool isMedia() const;
    // Whose viewer it is: viewers are not stitched.
};

EventColumns columnsOf(std::string_view text);

// Whole 1/10 000, rounded to the nearest, half away from zero.
std::int64_t amountOf(double number);

} // namespace tailrace::verify
