// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>

#include "pipeline/base/logger.h"

namespace tailrace::run {

// Warnings and errors on standard error, each on a line of its own beside the status line.
class ConsoleLog final : public LogSink {
public:
    void write(LogLevel level, std::string_view module, std::string_view text) override;

private:
    std::mutex m_mutex; // keeps lines whole
};

} // namespace tailrace::run
