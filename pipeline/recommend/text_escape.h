// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tailrace::recommend {

// Text from events and catalogues, made safe for a page (for JSON: event/json_text.h).

// Element content and quoted attribute values. What is not valid UTF-8, and control characters, which HTML forbids,
// become U+FFFD.
void appendHtml(std::string& out, std::string_view text);

// One segment of a URL's path: everything but letters, digits and "-._~" is percent-encoded.
void appendUrlSegment(std::string& out, std::string_view text);

} // namespace tailrace::recommend
