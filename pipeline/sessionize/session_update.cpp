// SPDX-License-Identifier: Apache-2.0
#include "pipeline/sessionize/session_update.h"

#include "pipeline/event/json_text.h"

namespace tailrace::sessionize {

void appendSessionKey(std::string& out, std::string_view shopper, EventTime first)
{
    out.append(shopper).append(":").append(std::to_string(toMillis(first)));
}

void appendSessionUpdate(std::string& out, std::string_view shopper, const Session& session)
{
    const auto number = [&out](std::string_view name, std::int64_t value) {
        out.append(",\"").append(name).append("\":").append(std::to_string(value));
    };
    out += "{\"shopper\":";
    event::appendJsonString(out, shopper);
    number("first", toMillis(session.first));
    number("last", toMillis(session.last));
    number("revision", session.revision);
    number("events", session.counts.events);
    number("page_views", session.counts.pageViews);
    number("product_views", session.counts.productViews);
    number("cart_adds", session.counts.cartAdds);
    number("cart_removes", session.counts.cartRemoves);
    number("checkouts", session.counts.checkouts);
    out.append(",\"closed\":").append(session.closed ? "true}" : "false}");
}

} // namespace tailrace::sessionize
