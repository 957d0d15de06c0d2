// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pipeline/report/html_document.h"
#include "pipeline/report/stage_rows.h"

namespace tailrace::report {

void addTimeline(HtmlDocument& page, const RunRecord& record);
void addHeatMaps(HtmlDocument& page, const RunRecord& record, const Rows& rows);
void addSpectrum(HtmlDocument& page, const RunRecord& record);
void addTraces(HtmlDocument& page, const RunRecord& record);

} // namespace tailrace::report
