// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "pipeline/recommend/response.h"

namespace tailrace::recommend {

struct CarouselOptions {
    std::string title = "Recommended for you";      // above personalised items
    std::string popularTitle = "Popular right now"; // above what is not personal
    std::string linkPrefix = "/product/";           // the product id, percent-encoded, follows
};

// Writes a response as an HTML fragment into `out` (emptied first, its memory kept): a labelled section with a list of
// links, no script and no style; all text is escaped. An empty response is an empty, hidden section. Every program
// renders with this function.
void renderCarousel(const Response& response, const CarouselOptions& options, std::string& out);

} // namespace tailrace::recommend
