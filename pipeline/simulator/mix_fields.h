// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pipeline/simulator/field_reader.h"
#include "pipeline/simulator/traffic_mix.h"

namespace tailrace::simulator {

// The member `mix` of a scenario; what it does not name stays as it is.
void readMix(FieldReader& reader, const JsonField& scenario, TrafficMix& mix);

} // namespace tailrace::simulator
