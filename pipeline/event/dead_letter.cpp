// SPDX-License-Identifier: Apache-2.0
#include "pipeline/event/dead_letter.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "pipeline/base/utf8.h"
#include "pipeline/event/iso_time.h"
#include "pipeline/event/json_text.h"

namespace tailrace::event {
namespace {

constexpr std::string_view Base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void appendBase64(std::string& out, std::string_view bytes)
{
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const auto count = std::min<std::size_t>(3, bytes.size() - at);
        unsigned group = 0;
        for (std::size_t i = 0; i < 3; ++i) group = (group << 8) | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i) out += i <= count ? Base64Digits[(group >> (18 - 6 * i)) & 0x3F] : '=';
    }
}

// Only what appendBase64 wrote; nothing for other text.
std::optional<std::string> fromBase64(std::string_view text)
{
    std::string bytes;
    unsigned group = 0;
    std::size_t digits = 0;
    for (const char c : text) {
        if (c == '=') break;
        const auto place = Base64Digits.find(c);
        if (place == std::string_view::npos) return std::nullopt;
        group = (group << 6) | static_cast<unsigned>(place);
        ++digits;
        if (digits % 4 != 1) bytes += static_cast<char>((group >> (6 - 2 * ((digits - 1) % 4))) & 0xFF);
    }
    return text.size() % 4 == 0 ? std::optional(bytes) : std::nullopt;
}

// The first bytes of a payload, without the half of a character that the cut may leave.
std::string_view keptPart(std::string_view payload, std::size_t limit)
{
    if (payload.size() <= limit) return payload;
    const auto cut = payload.substr(0, limit);
    const auto invalid = firstInvalidUtf8(cut);
    const bool isCutInsideCharacter = invalid && limit - *invalid < 4 && utf8LengthAt(payload, *invalid) > 0;
    return isCutInsideCharacter ? cut.substr(0, *invalid) : cut;
}

} // namespace

void appendDeadLetter(std::string& out, const Verdict& verdict, EventTime collectorTime, std::string_view payload, std::size_t payloadLimit)
{
    const auto kept = keptPart(payload, payloadLimit);
    const bool isText = !firstInvalidUtf8(kept);
    appendJsonString(out += "{\"reason\":", rejectReasonName(verdict.reason));
    out += ",\"field\":";
    if (verdict.field.empty())
        out += "null";
    else
        appendJsonString(out, verdict.field);
    out += ",\"position\":";
    out += verdict.position ? std::to_string(*verdict.position) : "null";
    appendIsoTime(out += ",\"collector_time\":\"", collectorTime);
    out += "\",\"size\":";
    out += std::to_string(payload.size());
    out += kept.size() < payload.size() ? ",\"truncated\":true" : ",\"truncated\":false";
    out += isText ? ",\"encoding\":\"utf-8\",\"payload\":" : ",\"encoding\":\"base64\",\"payload\":";
    if (isText) {
        appendJsonString(out, kept);
    } else {
        appendBase64(out += '"', kept);
        out += '"';
    }
    out += '}';
}

std::optional<std::string> textOfDeadLetter(std::string_view letter)
{
    const auto json = nlohmann::json::parse(letter, nullptr, false);
    if (!json.is_object() || json.value("truncated", true)) return std::nullopt;
    const auto payload = json.find("payload");
    if (payload == json.end() || !payload->is_string()) return std::nullopt;
    if (json.value("encoding", "") == "base64") return fromBase64(payload->get_ref<const std::string&>());
    return payload->get<std::string>();
}

} // namespace tailrace::event
