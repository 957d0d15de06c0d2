// SPDX-License-Identifier: Apache-2.0
#include "pipeline/event/dead_letter.h"

#include <algorithm>

#include "pipeline/base/utf8.h"
#include "pipeline/event/iso_time.h"
#include "pipeline/event/json_text.h"

namespace tailrace::event {
namespace {

void appendBase64(std::string& out, std::string_view bytes)
{
    static constexpr char Digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const auto count = std::min<std::size_t>(3, bytes.size() - at);
        unsigned group = 0;
        for (std::size_t i = 0; i < 3; ++i) group = (group << 8) | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i) out += i <= count ? Digits[(group >> (18 - 6 * i)) & 0x3F] : '=';
    }
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

} // namespace tailrace::event
