// SPDX-License-Identifier: Apache-2.0
#include "app/verify/event_columns.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/verify/device_class.h"
#include "app/verify/event_time.h"
#include "app/verify/json_leaves.h"
#include "app/verify/unreadable.h"

namespace tailrace::verify {
namespace {

constexpr std::array<std::string_view, 12> MediaTypes{"play_event", "pause_event", "ping_event", "end_event", "seek_start_event",
    "seek_end_event", "ad_break_start_event", "ad_break_end_event", "ad_start_event", "ad_skip_event", "ad_click_event",
    "ad_complete_event"};

void readProduct(EventColumns& columns, const JsonLeaves& leaves)
{
    const bool isList = columns.type == "list_view" || columns.type == "list_click";
    const bool namesNone = leaves.text("payload/product/id").empty();
    const std::string at = isList && namesNone ? "payload/products/0/" : "payload/product/";
    columns.productId = leaves.text(at + "id");
    columns.productCategory = leaves.text(at + "category");
    columns.productBrand = leaves.text(at + "brand");
    columns.price = amountOf(leaves.number(at + "price").value_or(0.0));
}

void readMedia(EventColumns& columns, const JsonLeaves& leaves)
{
    columns.currentTime = leaves.number("payload/media_player/currentTime");
    columns.mediaDuration = leaves.number("payload/media_player/duration");
    columns.adsClicked = leaves.number("payload/media_session/adsClicked");
    columns.adsSkipped = leaves.number("payload/media_session/adsSkipped");
    columns.adId = leaves.text("payload/ad/adId");
}

} // namespace

bool EventColumns::isMedia() const { return std::ranges::find(MediaTypes, type) != MediaTypes.end(); }

std::int64_t amountOf(double number) { return std::llround(number * 10'000.0); }

EventColumns columnsOf(std::string_view text)
{
    const JsonLeaves leaves(text);
    EventColumns columns;
    columns.id = leaves.text("id");
    columns.type = leaves.text("type");
    if (columns.type == "search") columns.type = "site_search";
    const auto time = eventTime(leaves.text("timestamp"));
    if (!time) throw Unreadable("event " + columns.id + ": no timestamp");
    columns.time = *time;
    columns.user = leaves.text("enrich/user/user_id");
    columns.visitor = leaves.text("enrich/user/domain_userid");
    readProduct(columns, leaves);
    columns.listName = leaves.text("payload/list_name");
    if (const auto total = leaves.number("payload/cart/total_value")) columns.cartTotal = amountOf(*total);
    columns.checkoutStep = static_cast<std::int64_t>(leaves.number("payload/checkout_step/step").value_or(0.0));
    columns.pageUrl = leaves.text("payload/page_url");
    if (columns.pageUrl.empty()) columns.pageUrl = leaves.text("enrich/client/page/page_url");
    columns.campaign = leaves.text("enrich/marketing/mkt_campaign");
    columns.platform = leaves.text("enrich/platform");
    columns.deviceClass = deviceClass(leaves.text("enrich/client/useragent"));
    readMedia(columns, leaves);
    return columns;
}

} // namespace tailrace::verify
