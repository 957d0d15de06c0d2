// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "pipeline/base/result.h"
#include "pipeline/journal/journal_writer.h"
#include "pipeline/sessionize/identity_resolver.h"

namespace tailrace::collector {

// Accepts again what the journal's last day of W holds, so that `identity` knows the unsettled events and the latest logins. An older
// login is known again of the visitors whose later events it has given to a user.
Result<void> recallIdentity(const journal::JournalWriter& journal, sessionize::IdentityResolver& identity,
    std::chrono::milliseconds history = std::chrono::hours(24));

} // namespace tailrace::collector
