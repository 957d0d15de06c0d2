// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "pipeline/features/feature_set.h"

namespace tailrace::headless {

// CPU time that one feature, alone, adds to an event: the mean over a mix of events of shoppers with some twenty each.
std::chrono::duration<double, std::nano> costPerEvent(const features::FeatureDeclaration& feature);

} // namespace tailrace::headless
