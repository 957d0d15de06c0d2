// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/cut_text.h"

#include <array>
#include <cstdio>

#include "pipeline/event/json_text.h"

namespace tailrace::runtime {
namespace {

void appendMember(std::string& out, std::string_view name, std::uint64_t value)
{
    out.append(",\"").append(name).append("\":").append(std::to_string(value));
}

void appendTime(std::string& out, std::string_view name, EventTime value)
{
    out.append(",\"").append(name).append("\":").append(std::to_string(toMillis(value)));
}

} // namespace

void appendCutHeader(std::string& out, Incarnation incarnation, const collector::CutMark& mark)
{
    std::array<char, 20> digits{};
    std::snprintf(digits.data(), digits.size(), "%016llx", static_cast<unsigned long long>(incarnation.value));
    out.append("{\"cut\":1,\"incarnation\":\"").append(digits.data()).append("\"");
    appendMember(out, "position", mark.position.value);
    appendTime(out, "as_of", mark.watermark);
    out += ",\"applied\":{";
    for (std::size_t p = 0; p < mark.next.size(); ++p) {
        out.append(p == 0 ? "\"" : ",\"").append(std::to_string(p)).append("\":").append(std::to_string(mark.next[p].value));
    }
    out += "}}\n";
}

void appendCutSession(std::string& out, std::string_view shopper, const sessionize::Session& session, bool isOpen)
{
    out += "{\"session\":{\"shopper\":";
    event::appendJsonString(out, shopper);
    appendTime(out, "first", session.first);
    appendTime(out, "last", session.last);
    appendMember(out, "events", session.counts.events);
    appendMember(out, "page_views", session.counts.pageViews);
    appendMember(out, "product_views", session.counts.productViews);
    appendMember(out, "cart_adds", session.counts.cartAdds);
    appendMember(out, "cart_removes", session.counts.cartRemoves);
    appendMember(out, "checkouts", session.counts.checkouts);
    out.append(",\"closed\":").append(isOpen ? "false}}\n" : "true}}\n");
}

void appendCutEnd(std::string& out, std::uint64_t accepted, const ShardCounts& counts)
{
    out.append("{\"ledger\":{\"accepted\":").append(std::to_string(accepted));
    appendMember(out, "applied", counts.applied);
    appendMember(out, "duplicate", counts.duplicate);
    appendMember(out, "late", counts.late);
    out += "}}\n{\"end\":true}\n";
}

void beginCutKey(std::string& out, std::string_view key)
{
    out += "{\"key\":";
    event::appendJsonString(out, key);
    out += ",\"fields\":{";
}

void appendCutField(std::string& out, std::string_view field, std::string_view text)
{
    if (out.back() != '{') out += ',';
    event::appendJsonString(out, field);
    out += ':';
    event::appendJsonString(out, text);
}

void endCutKey(std::string& out) { out += "}}\n"; }

} // namespace tailrace::runtime
