// SPDX-License-Identifier: Apache-2.0
#include "pipeline/base/html_text.h"

#include "pipeline/base/utf8.h"

namespace tailrace {
namespace {

bool isSpecial(char c)
{
    const bool control = static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n';
    return control || c == '&' || c == '<' || c == '>' || c == '"' || c == '\'' || c == 0x7F;
}

std::string_view htmlFor(char c)
{
    switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return ReplacementCharacter;
    }
}

} // namespace

void appendHtml(std::string& out, std::string_view text)
{
    std::size_t copied = 0; // text is copied in runs between the characters that are replaced
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = utf8LengthAt(text, at);
        if (length > 1 || (length == 1 && !isSpecial(text[at]))) {
            at += length;
            continue;
        }
        out.append(text.substr(copied, at - copied));
        out.append(length == 0 ? ReplacementCharacter : htmlFor(text[at]));
        copied = ++at;
    }
    out.append(text.substr(copied));
}

} // namespace tailrace
