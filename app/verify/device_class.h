// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tailrace::verify {

// robot, tablet, mobile, tv or desktop; empty for an empty user agent.
std::string deviceClass(std::string_view userAgent);

} // namespace tailrace::verify
