// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace tailrace::test {

// What went wrong with a seed, in words; empty: nothing.
struct Findings {
    std::string first;
    std::size_t count = 0, telling = 0, values = 0;

    void add(const std::string& words)
    {
        if (count++ == 0) first = words;
    }
};

} // namespace tailrace::test
