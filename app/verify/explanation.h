// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "app/verify/key_rows.h"

namespace tailrace::verify {

// "2025-03-26T10:57:49.335Z add_to_cart 8f2c… of alice, W 2025-…, applied".
std::string eventLine(const AcceptedEvent& event);

// The events of a key at as-of time T, and each of its features with the events that it counts. False: there is no such key, and
// the shopper's events are printed with what they count as.
bool explain(const Oracle& oracle, const std::vector<Feature>& features, std::int64_t asOf, const std::string& key, std::ostream& out);

} // namespace tailrace::verify
