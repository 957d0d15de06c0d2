// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace::architecture {

struct SourceFile {
    std::string path; // from the repository root, e.g. "pipeline/kafka/consumer.h"
    std::string text;
};

// A broken rule: "pipeline/base/x.h:7: includes ui/y.h".
struct Finding {
    std::string path;
    std::size_t line = 0; // 0: the file as a whole
    std::string text;

    std::string message() const;
};

struct Include {
    std::string target; // as written, without its quotes or brackets; empty: not a plain file name
    std::size_t line = 0;
    bool quoted = false;
};

// The include directives of a C++ text, comments left out.
std::vector<Include> includesOf(std::string_view text);

// The folders that a path runs through, the file last: "pipeline/kafka/x.h" -> pipeline, kafka, x.h.
std::vector<std::string> partsOf(std::string_view path);

// All C++ files (.h, .cpp) under one folder of the repository, ordered by path.
std::vector<SourceFile> readTree(const std::filesystem::path& root, std::string_view folder);

} // namespace tailrace::architecture
