// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "pipeline/report/run_record.h"

namespace tailrace::report {

// report.json: the run's result for programs; its schema is resources/schemas/report.schema.json.
std::string renderJson(const RunRecord& record);

} // namespace tailrace::report
