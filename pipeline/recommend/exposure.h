// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "pipeline/base/clock.h"
#include "pipeline/recommend/response.h"

namespace tailrace::recommend {

// What was shown to whom, and why.
struct Exposure {
    std::string_view requestId; // the id of the event that asked
    std::string_view shopper;
    EventTime at{}; // when the response was ready
    const Response& response;
};

// Appends one JSON object (resources/schemas/exposure.schema.json), without a line end.
void appendExposure(std::string& out, const Exposure& exposure);

} // namespace tailrace::recommend
