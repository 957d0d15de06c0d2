// SPDX-License-Identifier: Apache-2.0
#include "tests/architecture/link_rules.h"

#include <regex>
#include <sstream>

namespace tailrace::architecture {

namespace {

std::vector<std::string> linesWith(const std::regex& pattern, std::string_view description)
{
    std::vector<std::string> found;
    std::istringstream lines{std::string(description)};
    for (std::string line; std::getline(lines, line);) {
        if (std::regex_search(line, pattern)) found.push_back(line);
    }
    return found;
}

} // namespace

std::vector<std::string> LinkRules::qtEntries(std::string_view description) const
{
    // Qt6::Core, libQt6Core.so, -lQt6Core, QT_CORE_LIB, /usr/include/x86_64-linux-gnu/qt6/QtCore
    static const std::regex qt(R"((Qt[0-9]*::|Qt[0-9]+[A-Z]|\bQT_\w+_LIB\b|/Qt[A-Z]\w+$))");
    return linesWith(qt, description);
}

std::vector<std::string> LinkRules::sharedCodeEntries(std::string_view description) const
{
    // tailrace_pipeline, $<LINK_ONLY:tailrace_pipeline>, /build/pipeline/libtailrace_pipeline.a, -ltailrace_pipeline
    static const std::regex ours(R"((^|[^/\w]|-l)tailrace_(?!options\b|oracle\b)\w+|libtailrace_(?!oracle\b)\w+\.(a|so))");
    return linesWith(ours, description);
}

} // namespace tailrace::architecture
