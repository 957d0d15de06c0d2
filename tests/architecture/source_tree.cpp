// SPDX-License-Identifier: Apache-2.0
#include "tests/architecture/source_tree.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>

namespace tailrace::architecture {

std::string Finding::message() const { return path + (line == 0 ? "" : ":" + std::to_string(line)) + ": " + text; }

std::vector<Include> includesOf(std::string_view text)
{
    static const std::regex directive(R"(^\s*#\s*include\b\s*(?:"([^"]*)\"|<([^>]*)>)?)");
    std::vector<Include> found;
    std::istringstream lines{std::string(text)};
    std::string line;
    for (std::size_t number = 1; std::getline(lines, line); ++number) {
        std::smatch match;
        if (!std::regex_search(line, match, directive)) continue;
        found.push_back({match[1].matched ? match[1].str() : match[2].str(), number, match[1].matched});
    }
    return found;
}

std::vector<std::string> partsOf(std::string_view path)
{
    std::vector<std::string> parts;
    for (const auto& part : std::filesystem::path(path)) parts.push_back(part.string());
    return parts;
}

std::vector<SourceFile> readTree(const std::filesystem::path& root, std::string_view folder)
{
    std::vector<SourceFile> files;
    if (!std::filesystem::exists(root / folder)) return files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
        const auto extension = entry.path().extension();
        if (!entry.is_regular_file() || (extension != ".h" && extension != ".cpp")) continue;
        std::ifstream stream(entry.path(), std::ios::binary);
        files.push_back({entry.path().lexically_relative(root).generic_string(), {std::istreambuf_iterator<char>(stream), {}}});
    }
    std::ranges::sort(files, {}, &SourceFile::path);
    return files;
}

} // namespace tailrace::architecture
