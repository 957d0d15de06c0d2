// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "pipeline/base/result.h"

namespace tailrace::kafka {

// Whether the text is host:port[,host:port…] ([::1]:9092 for an IPv6 address). Refusals teach the form and never repeat what was
// given, because somebody may have put a password into it.
Result<void> checkBootstrap(std::string_view text);

} // namespace tailrace::kafka
