// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "pipeline/report/run_comparison.h"

namespace tailrace::report {

// Two runs compared, to be read or parsed.
struct ComparedPair {
    ComparedRun a, b;
    RunDifferences differences;
    std::string noise; // where it comes from, a sentence
};

// Aligned columns for a terminal; Markdown; JSON (resources/schemas/comparison.schema.json).
std::string comparisonAsText(const ComparedPair& comparison);
std::string comparisonAsMarkdown(const ComparedPair& comparison);
std::string comparisonAsJson(const ComparedPair& comparison);

// "faster", "slower", "within noise", "noise not known", "too few samples"
std::string_view meaningWord(Difference::Meaning meaning);

} // namespace tailrace::report
