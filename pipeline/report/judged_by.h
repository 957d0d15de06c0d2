// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pipeline/report/run_record.h"

namespace tailrace::report {

// The same run against another budget than its own: the measured stays, verdicts and headlines follow, and the record says which budget
// judges it and which it was run against. Groups of stages that the run did not sum up are not measured (see regroup). A budget equal
// to the run's own changes nothing.
RunRecord judgedBy(RunRecord record, const telemetry::Budget& budget);

} // namespace tailrace::report
