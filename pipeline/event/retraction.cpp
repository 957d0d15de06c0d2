// SPDX-License-Identifier: Apache-2.0
#include "pipeline/event/retraction.h"

#include <nlohmann/json.hpp>

#include "pipeline/base/number_text.h"
#include "pipeline/event/json_text.h"

namespace tailrace::event {

void appendRetraction(std::string& out, std::string_view eventId, EventTime at, std::string_view newOwner)
{
    out.append("{\"id\":");
    appendJsonString(out, eventId);
    out.append(",\"at\":");
    appendNumber(out, toMillis(at));
    out.append(",\"to\":");
    appendJsonString(out, newOwner);
    out.append("}");
}

Result<Retraction> readRetraction(std::string_view text)
{
    const auto json = nlohmann::json::parse(text, nullptr, false);
    const auto member = [&json](const char* name) { return json.is_object() ? json.value(name, nlohmann::json()) : nlohmann::json(); };
    const auto id = member("id"), at = member("at"), to = member("to");
    if (!id.is_string() || !at.is_number_integer() || !to.is_string())
        return Error(ErrorCode::Corrupt, "a retraction of " + std::to_string(text.size()) + " bytes");
    return Retraction{.eventId = id, .at = fromMillis(at), .newOwner = to};
}

} // namespace tailrace::event
