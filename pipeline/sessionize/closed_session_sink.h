// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "pipeline/sessionize/session.h"

namespace tailrace::sessionize {

// Who keeps what has closed (ClosedSessions). Called by the thread that owns the shopper.
class ClosedSessionSink {
public:
    virtual ~ClosedSessionSink() = default;
    // At W `at`; again, when a closed session has changed without opening.
    virtual void closed(std::string_view shopper, const Session& session, EventTime at) = 0;
    // No closed session of this start is there any more: it has opened again, has another start, or went with its shopper.
    virtual void gone(std::string_view shopper, EventTime first) = 0;
};

} // namespace tailrace::sessionize
