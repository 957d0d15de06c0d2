// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <string>

#include "app/headless/exit_code.h"
#include "pipeline/base/error.h"

namespace tailrace::headless {

// Says on standard error what went wrong, and gives the exit code back.
inline int failed(const std::string& words, int code = ExitFailed)
{
    std::fprintf(stderr, "tailrace-headless: %s\n", words.c_str());
    return code;
}

inline int wrongUsage(const Error& error) { return failed(error.context(), ExitUsage); }

} // namespace tailrace::headless
