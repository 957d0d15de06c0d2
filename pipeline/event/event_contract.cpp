// SPDX-License-Identifier: Apache-2.0
#include "pipeline/event/event_contract.h"

#include <algorithm>

#include "pipeline/event/json_fault.h"

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

// Found only now, in a text that is refused: the decoder's way is to be short.
Verdict refused(RejectReason reason, std::string_view field, std::string_view json) { return {reason, field, textFieldAt(json, field)}; }

Verdict judge(const Event& event, std::string_view json, EventTime collectorNow)
{
    if (event.id.size() > IdSizeLimit || !isPrintable(event.id)) return refused(RejectReason::BadId, "id", json);
    if (event.typeName.size() > TypeSizeLimit) return refused(RejectReason::BadType, "type", json);
    if (event.userId.size() > ShopperSizeLimit) return refused(RejectReason::BadShopper, "enrich.user.user_id", json);
    if (event.domainUserId.size() > ShopperSizeLimit) return refused(RejectReason::BadShopper, "enrich.user.domain_userid", json);
    if (event.timestamp > collectorNow + FutureLimit) return refused(RejectReason::FutureTimestamp, "timestamp", json);
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
