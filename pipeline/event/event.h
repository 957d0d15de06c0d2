// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "pipeline/base/clock.h"

namespace tailrace::event {

// The event types of the published shape; anything else is Other and still counts as an event of its session.
enum class EventType : std::uint8_t {
    PageView,
    PageUnload,
    ListView,
    ListClick,
    ProductView,
    AddToCart,
    RemoveFromCart,
    CheckoutStep,
    Transaction,
    PromoView,
    PromoClick,
    Search,
    MediaPlay, // media types from here to MediaAdComplete: those of a viewer
    MediaPause,
    MediaPing,
    MediaEnd,
    MediaSeekStart,
    MediaSeekEnd,
    MediaAdBreakStart,
    MediaAdBreakEnd,
    MediaAdStart,
    MediaAdSkip,
    MediaAdClick,
    MediaAdComplete,
    Other
};

constexpr bool isMedia(EventType type) { return type >= EventType::MediaPlay && type <= EventType::MediaAdComplete; }

EventType eventTypeFromName(std::string_view name);
std::string_view eventTypeName(EventType type);

struct ProductView {
    std::string_view id;
    std::string_view category;
    std::string_view brand;
    double price = 0.0; // in the event's currency; 0 when absent or not a number

    bool operator==(const ProductView&) const = default;
};

// What a media event says of the player at its time. Absent numbers are empty, absent text too.
struct MediaView {
    std::optional<double> currentTime; // seconds
    std::optional<double> duration;    // seconds
    std::optional<double> adsClicked;
    std::optional<double> adsSkipped;
    std::string_view label; // the title
    std::string_view adId;

    bool operator==(const MediaView&) const = default;
};

// One event as the stages see it. All text borrows from the decoded buffer and the decoder's scratch: it is valid
// until the next decode. Absent text is empty; a JSON null counts as absent.
struct Event {
    std::string_view id;
    EventType type = EventType::Other;
    std::string_view typeName;
    EventTime timestamp{};
    ProductView product;
    std::string_view listName;
    std::optional<double> cartTotal;
    int checkoutStep = 0; // 0: no checkout step
    std::string_view pageUrl;
    std::string_view userId;       // login; preferred key
    std::string_view domainUserId; // visitor
    std::string_view campaign;
    std::string_view platform;
    std::string_view sessionId; // the tracker's own session
    std::string_view userAgent;
    MediaView media;

    bool operator==(const Event&) const = default;

    // The shopper this event belongs to before stitching: user, else visitor. Never empty in a valid event.
    std::string_view shopper() const { return userId.empty() ? domainUserId : userId; }
    // Pages on which a recommendation can stand: page, list and product views.
    bool canAskForRecommendation() const
    {
        return type == EventType::PageView || type == EventType::ListView || type == EventType::ProductView;
    }
};

} // namespace tailrace::event
