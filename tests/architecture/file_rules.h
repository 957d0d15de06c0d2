// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "tests/architecture/source_tree.h"

namespace tailrace::architecture {

// What a file may be called and how long it may grow. A name that fits anything (manager, util, …) names no job.
class FileRules {
public:
    static constexpr std::size_t MostLines = 400;

    std::vector<Finding> check(const SourceFile& file) const;
    std::vector<Finding> checkName(const SourceFile& file) const;
    std::vector<Finding> checkLength(const SourceFile& file) const;
};

// The words of a file's name, in lower case: "HttpUtil_base.h" -> http, util, base.
std::vector<std::string> wordsOfName(std::string_view path);

} // namespace tailrace::architecture
