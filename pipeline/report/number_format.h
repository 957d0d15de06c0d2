// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace tailrace::report {

// Numbers for people and for files; never depends on the process's locale.

double toMs(std::chrono::nanoseconds value);
// "12.40": exactly so many decimals.
std::string fixed(double value, int decimals);
// "1 000", grouped by a narrow no-break space.
std::string grouped(std::uint64_t value);
std::string groupedSigned(std::int64_t value);
// Three significant digits without a unit: "0.042", "3.10", "12.4", "412", "1 000".
std::string threeDigits(double value);
// "412 ms"; a dash when there is no value.
std::string msText(std::optional<double> ms);
// A given number, such as a budget: whole where it is whole ("60", "1 000", "2.5").
std::string plainNumber(double value);
// "42 %" of a share 0..1.
std::string percent(double share);
std::string plainMs(std::optional<double> ms);
// The shortest text that reads back as the same number; for CSV.
std::string shortest(double value);

} // namespace tailrace::report
