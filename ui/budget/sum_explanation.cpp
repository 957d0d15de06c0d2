// SPDX-License-Identifier: Apache-2.0
#include "ui/budget/sum_explanation.h"

#include "ui/chart/number_text.h"

namespace tailrace::ui {

QString sumExplanation(const report::Rows& rows)
{
    const auto sum = report::sumOfP99(rows);
    QString words;
    for (std::size_t i = 0; i < rows.stages.size(); ++i)
        words += (words.isEmpty() ? "" : " + ") + digits(report::rowOfRequests(rows, i).values.p99);
    words = "Over the events that asked for a recommendation, the stages' P99 add up to " + words + " = " + ms(sum) + ".\n\n";
    if (!rows.total.values.p99 || !sum) return words + "The total has too few requests for a P99 of its own (it needs 1 000).";
    words += "Measured from click to rendered, the P99 is " + ms(rows.total.values.p99) + ".\n\n";
    if (*rows.total.values.p99 <= *sum) {
        words += "The difference of " + ms(*sum - *rows.total.values.p99)
            + " is luck that the sum does not know of: an event that is among the slowest hundredth in one stage is seldom among the slowest "
              "hundredth in the others as well. Budgets that add up to the total are therefore on the safe side.";
    } else {
        words += "The total is larger by " + ms(*rows.total.values.p99 - *sum)
            + ": a slow event is slow in several stages at once, as behind a pause that holds up all of them.";
    }
    return words + "\n\nThe stages of one event always add up exactly to its own time.";
}

} // namespace tailrace::ui
