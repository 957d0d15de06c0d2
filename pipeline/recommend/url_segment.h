// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tailrace::recommend {

// One segment of a URL's path: everything but letters, digits and "-._~" is percent-encoded.
void appendUrlSegment(std::string& out, std::string_view text);

} // namespace tailrace::recommend
