// SPDX-License-Identifier: Apache-2.0
#include "pipeline/event/event_contract.h"

#include <algorithm>
#include <functional>

namespace tailrace::event {
namespace {

RejectReason missingReason(std::string_view field)
{
    if (field == "id") return RejectReason::MissingId;
    if (field == "type") return RejectReason::MissingType;
    return field == "timestamp" ? RejectReason::MissingTimestamp : RejectReason::MissingShopper;
}

RejectReason reasonOf(DecodeStatus status, std::string_view field)
{
    switch (status) {
    case DecodeStatus::Decoded: return RejectReason::None;
    case DecodeStatus::TooLarge: return RejectReason::TooLarge;
    case DecodeStatus::NotJson: return RejectReason::NotJson;
    case DecodeStatus::NotAnObject: return RejectReason::NotAnObject;
    case DecodeStatus::TooDeep: return RejectReason::TooDeep;
    case DecodeStatus::WrongType: return RejectReason::WrongType;
    case DecodeStatus::BadTimestamp: return RejectReason::BadTimestamp;
    case DecodeStatus::MissingField: return missingReason(field);
    }
    return RejectReason::NotJson;
}

bool isPrintable(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c <= 0x7E; });
}

// Where the text of a field stands; a text with escapes stands in the decoder's scratch, and has no known place.
std::optional<std::size_t> placeOf(std::string_view text, std::string_view json)
{
    const std::less<const char*> isBefore;
    if (isBefore(text.data(), json.data()) || !isBefore(text.data(), json.data() + json.size())) return std::nullopt;
    return static_cast<std::size_t>(text.data() - json.data());
}

Verdict judge(const Event& event, std::string_view json, EventTime collectorNow)
{
    if (event.id.size() > IdSizeLimit || !isPrintable(event.id)) return {RejectReason::BadId, "id", placeOf(event.id, json)};
    if (event.typeName.size() > TypeSizeLimit) return {RejectReason::BadType, "type", placeOf(event.typeName, json)};
    if (event.userId.size() > ShopperSizeLimit) return {RejectReason::BadShopper, "enrich.user.user_id", placeOf(event.userId, json)};
    if (event.domainUserId.size() > ShopperSizeLimit)
        return {RejectReason::BadShopper, "enrich.user.domain_userid", placeOf(event.domainUserId, json)};
    if (event.timestamp > collectorNow + FutureLimit) return {RejectReason::FutureTimestamp, "timestamp", std::nullopt};
    return {};
}

} // namespace

Verdict EventValidator::check(std::string_view paddedJson, EventTime collectorNow, Event& out)
{
    const auto status = m_decoder.decode(paddedJson, out);
    if (status != DecodeStatus::Decoded)
        return {reasonOf(status, m_decoder.faultField()), m_decoder.faultField(), m_decoder.faultPosition()};
    const auto verdict = judge(out, paddedJson, collectorNow);
    if (!verdict.isAccepted()) out = Event{};
    return verdict;
}

} // namespace tailrace::event
