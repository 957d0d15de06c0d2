// SPDX-License-Identifier: Apache-2.0
#include "pipeline/event/event.h"

#include <array>
#include <utility>

namespace tailrace::event {
namespace {

constexpr std::array<std::pair<std::string_view, EventType>, 12> Names{{
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
