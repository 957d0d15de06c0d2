// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/text_columns.h"

#include <algorithm>

#include "pipeline/base/utf8.h"

namespace tailrace::report {
namespace {

std::string padded(const std::string& text, std::size_t width, bool right)
{
    const std::size_t letters = codePointCount(text); // printf counts bytes; a dash or a narrow space has three
    const std::string space(letters < width ? width - letters : 0, ' ');
    return right ? space + text : text + space;
}

} // namespace

std::string textColumns(const std::vector<std::vector<std::string>>& lines, std::size_t numbersFrom)
{
    if (lines.empty()) return {};
    std::vector<std::size_t> widths(lines.front().size());
    for (const auto& line : lines)
        for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], codePointCount(line[i]));
    std::string out;
    for (const auto& line : lines) {
        for (std::size_t i = 0; i + 1 < line.size(); ++i) out += padded(line[i], widths[i], i >= numbersFrom) + "  ";
        out += line.back() + "\n";
    }
    return out;
}

} // namespace tailrace::report
