// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/verify/feature_value.h"

namespace tailrace::verify {

// The kinds of docs/features.md that look at one or two columns. An event without a value in a column that is read is left out.
std::string distinctCount(const EventList& events, Column of);
std::string countsBy(const EventList& events, Column of);
std::string top(const EventList& events, Column of);
std::string topDistinct(const EventList& events, Column of, Column per);
std::string meanOfFirst(const EventList& events, Column of, Column per);
std::string range(const EventList& events, Column of);
std::string firstOf(const EventList& events, Column of);
std::string lastOf(const EventList& events, Column of);
std::string listOf(const EventList& events, Column of);
std::string weightsBy(const EventList& events, Column of);
std::string recent(const EventList& events, Column of);

} // namespace tailrace::verify
