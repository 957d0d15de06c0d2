// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "app/verify/accepted_event.h"
#include "app/verify/feature.h"
#include "app/verify/rules.h"

namespace tailrace::verify {

using EventList = std::vector<const AcceptedEvent*>;

// The value of a feature over the events of its key in its window, as docs/features.md defines it; the order of the events does
// not matter. Events that the feature does not count may be among them.
std::string featureValue(const Feature& feature, const EventList& events, const Rules& rules);

// Those of the events that the feature counts.
EventList countedBy(const Feature& feature, const EventList& events);

// What the feature says when there is nothing to say.
std::string emptyValue(FeatureKind kind);

} // namespace tailrace::verify
