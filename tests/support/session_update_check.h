// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "app/verify/oracle.h"
#include "tests/support/findings.h"

namespace tailrace::test {

// The last record of each session (key -> value; those with a tombstone are not there) is the session, in every member; there are no
// others. `asOf`: ms; as of then everything was published.
void checkSessionUpdates(const std::map<std::string, std::string>& updates, const verify::Oracle& oracle, std::int64_t asOf,
    Findings& findings);

} // namespace tailrace::test
