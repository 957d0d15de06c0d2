// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pipeline/report/html_document.h"
#include "pipeline/report/run_record.h"

namespace tailrace::report {

// The parts of the page in words: what is promised, what was counted, what it cost, and how it was measured.
void addThresholds(HtmlDocument& page, const RunRecord& record);
void addLedger(HtmlDocument& page, const telemetry::Ledger& ledger);
void addCost(HtmlDocument& page, const RunRecord& record);
// What bounds the trust in the figures: the machine's hiccups, the generator's lateness, clock, steal, and what was modelled.
void addMeasuring(HtmlDocument& page, const RunRecord& record);
void addMethod(HtmlDocument& page, const RunRecord& record);

} // namespace tailrace::report
