// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tailrace::report {

// Grows one HTML page. What is called `words` is escaped here; what is called `markup` is ours and goes in as it is.
class HtmlDocument {
public:
    explicit HtmlDocument(std::string_view title);

    void markup(std::string_view markup) { m_out += markup; }
    void words(std::string_view words);
    // <tag class="classes">words</tag>
    void element(std::string_view tag, std::string_view words, std::string_view classes = {});
    // A section's heading and the line that says how to read it.
    void section(std::string_view heading, std::string_view explanation = {});
    // A chart on a panel; nothing when there is no chart.
    void chart(std::string_view svgMarkup);

    std::string take() &&;

private:
    std::string m_out;
};

} // namespace tailrace::report
