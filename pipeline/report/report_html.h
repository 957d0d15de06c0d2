// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "pipeline/report/run_record.h"

namespace tailrace::report {

// report.html: one self-contained page; no script, no network, light and dark.
std::string renderHtml(const RunRecord& record);

} // namespace tailrace::report
