// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "pipeline/report/run_record.h"

namespace tailrace::report {

// report.md: the result to paste into a ticket or a pull request.
std::string renderMarkdown(const RunRecord& record);

} // namespace tailrace::report
