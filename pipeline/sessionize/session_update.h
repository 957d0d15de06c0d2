// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "pipeline/sessionize/session.h"

namespace tailrace::sessionize {

// The records of the topic `session-updates`, keyed by sessionKey(); schema: resources/schemas/session-update.schema.json.
// An absorbed session's record has no value (a tombstone).
void appendSessionKey(std::string& out, std::string_view shopper, EventTime first);
void appendSessionUpdate(std::string& out, std::string_view shopper, const Session& session);

} // namespace tailrace::sessionize
