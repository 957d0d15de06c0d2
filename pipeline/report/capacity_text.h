// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/report/capacity.h"

namespace tailrace::report {

// A finished search for the rate that a machine carries.
struct CapacityFindings {
    std::string scenario;            // whose mix was played
    std::vector<CapacityStep> steps; // by rate
    double from = 0;                 // the first rate that was tried
    std::optional<double> broken;    // the lowest rate that broke; none: all that were tried hold
    CapacityBasis basis;             // at the knee; its kneeRate is 0 when no rate holds

    bool found() const { return basis.kneeRate > 0; }
};

// For a terminal, after a line for each step; JSON (resources/schemas/capacity.schema.json).
std::string capacityAsText(const CapacityFindings& findings);
std::string capacityAsJson(const CapacityFindings& findings);

} // namespace tailrace::report
