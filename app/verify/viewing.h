// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/verify/feature_value.h"
#include "app/verify/rules.h"

namespace tailrace::verify {

// What docs/features.md says of a viewer, from the viewer's media events.
std::string viewerStatus(const EventList& events, const Rules& rules);
std::string watchCompletion(const EventList& events, const Rules& rules);
std::string lastPosition(const EventList& events);
std::string lastAd(const EventList& events);
std::string adsClicked(const EventList& events);
std::string adsSkipped(const EventList& events);

} // namespace tailrace::verify
