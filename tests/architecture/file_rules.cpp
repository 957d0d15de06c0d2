// SPDX-License-Identifier: Apache-2.0
#include "tests/architecture/file_rules.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>

namespace tailrace::architecture {
namespace {

constexpr std::array<std::string_view, 9> JoblessWords{
    "manager", "managers", "helper", "helpers", "util", "utils", "utility", "common", "misc"};

} // namespace

std::vector<std::string> wordsOfName(std::string_view path)
{
    std::vector<std::string> words;
    bool inWord = false;
    bool lowerBefore = false;
    for (const char letter : std::filesystem::path(path).stem().string()) {
        const auto code = static_cast<unsigned char>(letter);
        const bool isUpper = std::isupper(code) != 0;
        const bool startsWord = !inWord || (isUpper && lowerBefore);
        inWord = std::isalnum(code) != 0;
        lowerBefore = inWord && !isUpper;
        if (!inWord) continue;
        if (startsWord) words.emplace_back();
        words.back() += static_cast<char>(std::tolower(code));
    }
    return words;
}

std::vector<Finding> FileRules::check(const SourceFile& file) const
{
    auto findings = checkName(file);
    std::ranges::move(checkLength(file), std::back_inserter(findings));
    return findings;
}

std::vector<Finding> FileRules::checkName(const SourceFile& file) const
{
    std::vector<Finding> findings;
    for (const std::string& word : wordsOfName(file.path)) {
        if (std::ranges::find(JoblessWords, word) != JoblessWords.end()) {
            findings.push_back({file.path, 0, "a file is named after its job, not \"" + word + "\""});
        }
    }
    return findings;
}

std::vector<Finding> FileRules::checkLength(const SourceFile& file) const
{
    const auto lines = static_cast<std::size_t>(std::ranges::count(file.text, '\n'));
    if (lines <= MostLines) return {};
    return {{file.path, 0, std::to_string(lines) + " lines; " + std::to_string(MostLines) + " are the most"}};
}

} // namespace tailrace::architecture
