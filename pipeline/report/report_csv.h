// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "pipeline/report/run_record.h"

namespace tailrace::report {

// report.csv: one table, a line per stage, group and end, so that several runs can be put under each other.
std::string renderCsv(const RunRecord& record);

} // namespace tailrace::report
