// SPDX-License-Identifier: Apache-2.0
#include "app/verify/orders.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

namespace tailrace::verify {
namespace {

// An event that the walk stops at. Among equal times the carts come first, by the value that they leave.
struct Stop {
    std::int64_t time;
    bool isCheckout;
    std::int64_t cartValue;
};

std::optional<Stop> stopAt(const EventColumns& event)
{
    const std::int64_t before = event.cartTotal.value_or(0);
    if (event.type == "add_to_cart") return Stop{event.time, false, before + event.price};
    if (event.type == "remove_from_cart") return Stop{event.time, false, before - event.price};
    if (event.type == "checkout_step" && event.checkoutStep == 2) return Stop{event.time, true, 0};
    return std::nullopt;
}

} // namespace

Orders ordersIn(const EventList& events)
{
    std::vector<Stop> stops;
    for (const AcceptedEvent* event : events) {
        if (const auto stop = stopAt(event->columns)) stops.push_back(*stop);
    }
    std::ranges::sort(stops, {}, [](const Stop& stop) { return std::tuple(stop.time, stop.isCheckout, stop.cartValue); });
    Orders orders;
    std::optional<std::int64_t> cart;
    for (const Stop& stop : stops) {
        if (!stop.isCheckout) {
            cart = stop.cartValue;
        } else if (const auto bought = std::exchange(cart, std::nullopt)) {
            ++orders.count;
            orders.value += *bought;
        }
    }
    return orders;
}

} // namespace tailrace::verify
