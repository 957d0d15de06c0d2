// SPDX-License-Identifier: Apache-2.0
#include "pipeline/event/event.h"

#include <array>
#include <utility>

namespace tailrace::event {
namespace {

constexpr std::array<std::pair<std::string_view, EventType>, 24> Names{{
    {"page_view", EventType::PageView},
    {"page_unload", EventType::PageUnload},
    {"list_view", EventType::ListView},
    {"list_click", EventType::ListClick},
    {"product_view", EventType::ProductView},
    {"add_to_cart", EventType::AddToCart},
    {"remove_from_cart", EventType::RemoveFromCart},
    {"checkout_step", EventType::CheckoutStep},
    {"transaction", EventType::Transaction},
    {"promo_view", EventType::PromoView},
    {"promo_click", EventType::PromoClick},
    {"site_search", EventType::Search},
    {"play_event", EventType::MediaPlay},
    {"pause_event", EventType::MediaPause},
    {"ping_event", EventType::MediaPing},
    {"end_event", EventType::MediaEnd},
    {"seek_start_event", EventType::MediaSeekStart},
    {"seek_end_event", EventType::MediaSeekEnd},
    {"ad_break_start_event", EventType::MediaAdBreakStart},
    {"ad_break_end_event", EventType::MediaAdBreakEnd},
    {"ad_start_event", EventType::MediaAdStart},
    {"ad_skip_event", EventType::MediaAdSkip},
    {"ad_click_event", EventType::MediaAdClick},
    {"ad_complete_event", EventType::MediaAdComplete},
}};

} // namespace

EventType eventTypeFromName(std::string_view name)
{
    for (const auto& [known, type] : Names) {
        if (known == name) return type;
    }
    return name == "search" ? EventType::Search : EventType::Other;
}

std::string_view eventTypeName(EventType type)
{
    for (const auto& [name, known] : Names) {
        if (known == type) return name;
    }
    return "other";
}

} // namespace tailrace::event
