// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tailrace::report {

// Text from events, files and the command line is never trusted. Each export has its own door.

// Valid UTF-8 without control characters and without characters that turn the reading direction; what is not, is U+FFFD.
std::string printable(std::string_view text);
// For HTML and SVG, as content and inside a quoted attribute.
std::string escapeHtml(std::string_view text);
// One CSV cell of text: quoted where RFC 4180 asks for it, and never a formula for a spreadsheet.
std::string csvCell(std::string_view text);
// Inside a Markdown line or table cell: no markup, no HTML, no new line.
std::string escapeMarkdown(std::string_view text);

} // namespace tailrace::report
