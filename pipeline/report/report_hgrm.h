// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "pipeline/telemetry/histogram.h"

namespace tailrace::report {

// HdrHistogram's percentile distribution as text, in ms, five ticks per half distance; its plotting tools read it.
std::string renderHgrm(const telemetry::Histogram& histogram);

} // namespace tailrace::report
