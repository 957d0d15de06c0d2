// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace tailrace::features {

// "tablet", "mobile", "tv", "robot" or "desktop"; empty for an empty user agent. docs/features.md has the rule.
std::string_view deviceClass(std::string_view userAgent);

// The operating system's class as the published session job names it.
std::string_view publishedDeviceClass(std::string_view deviceClass);

} // namespace tailrace::features
