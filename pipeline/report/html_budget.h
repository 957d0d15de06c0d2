// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pipeline/report/html_document.h"
#include "pipeline/report/stage_rows.h"

namespace tailrace::report {

// The page's answer (number, verdict, the stage that takes most) with the bar of the stages' P99.
void addHero(HtmlDocument& page, const RunRecord& record, const Rows& rows);
// Every stage, group and end against its owner's budget.
void addBudgetTable(HtmlDocument& page, const Rows& rows);
// Word, shape and colour of a state.
void addState(HtmlDocument& page, State state, std::string_view more = {});

} // namespace tailrace::report
