// SPDX-License-Identifier: Apache-2.0
#include "pipeline/event/reject_reason.h"

namespace tailrace::event {

std::string_view rejectReasonName(RejectReason reason)
{
    switch (reason) {
    case RejectReason::None: return "none";
    case RejectReason::TooLarge: return "too_large";
    case RejectReason::NotJson: return "not_json";
    case RejectReason::NotAnObject: return "not_an_object";
    case RejectReason::TooDeep: return "too_deep";
    case RejectReason::WrongType: return "wrong_type";
    case RejectReason::MissingId: return "missing_id";
    case RejectReason::MissingType: return "missing_type";
    case RejectReason::MissingTimestamp: return "missing_timestamp";
    case RejectReason::MissingShopper: return "missing_shopper";
    case RejectReason::BadId: return "bad_id";
    case RejectReason::BadType: return "bad_type";
    case RejectReason::BadTimestamp: return "bad_timestamp";
    case RejectReason::BadShopper: return "bad_shopper";
    case RejectReason::FutureTimestamp: return "future_timestamp";
    }
    return "none";
}

} // namespace tailrace::event
