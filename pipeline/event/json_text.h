// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tailrace::event {

// Appends text as a JSON string with its quotes. Each byte that is not valid UTF-8 becomes U+FFFD.
void appendJsonString(std::string& out, std::string_view text);

} // namespace tailrace::event
