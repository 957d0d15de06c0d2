// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/html_document.h"

#include "pipeline/report/html_style.h"
#include "pipeline/report/text_escape.h"

namespace tailrace::report {

// The policy is the second wall behind the escaping: even markup that slipped through could neither run nor fetch.
HtmlDocument::HtmlDocument(std::string_view title)
{
    m_out = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
            "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>"
        + escapeHtml(title) + "</title>\n<style>" + HtmlStyle + "</style></head>\n<body><main>\n";
}

void HtmlDocument::words(std::string_view words) { m_out += escapeHtml(words); }

void HtmlDocument::element(std::string_view tag, std::string_view words, std::string_view classes)
{
    m_out += "<" + std::string(tag);
    if (!classes.empty()) m_out += " class=\"" + std::string(classes) + "\"";
    m_out += ">" + escapeHtml(words) + "</" + std::string(tag) + ">";
}

void HtmlDocument::section(std::string_view heading, std::string_view explanation)
{
    m_out += "\n";
    element("h2", heading);
    if (!explanation.empty()) element("p", explanation, "soft");
}

void HtmlDocument::chart(std::string_view svgMarkup)
{
    if (!svgMarkup.empty()) m_out += "<div class=\"panel\">" + std::string(svgMarkup) + "</div>\n";
}

std::string HtmlDocument::take() && { return std::move(m_out) + "</main></body></html>\n"; }

} // namespace tailrace::report
