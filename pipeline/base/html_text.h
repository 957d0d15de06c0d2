// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tailrace {

// Appends text as element content or inside a quoted attribute value. What is not valid UTF-8, and control characters,
// which HTML forbids, become U+FFFD.
void appendHtml(std::string& out, std::string_view text);

} // namespace tailrace
