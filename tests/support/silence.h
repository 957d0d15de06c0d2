// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pipeline/base/logger.h"

namespace tailrace::test {

// For what wants to say something that a test does not ask about.
class Silence final : public LogSink {
public:
    void write(LogLevel, std::string_view, std::string_view) override {}
};

} // namespace tailrace::test
