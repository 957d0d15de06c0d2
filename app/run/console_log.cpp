// SPDX-License-Identifier: Apache-2.0
#include "app/run/console_log.h"

#include <cstdio>

namespace tailrace::run {

void ConsoleLog::write(LogLevel level, std::string_view module, std::string_view text)
{
    if (level < LogLevel::Warning) return;
    const std::lock_guard lock(m_mutex);
    std::fprintf(stderr, "\n%s: %.*s: %.*s\n", level == LogLevel::Error ? "error" : "warning", static_cast<int>(module.size()),
        module.data(), static_cast<int>(text.size()), text.data());
}

} // namespace tailrace::run
