// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <optional>
#include <string>

#include "pipeline/report/number_format.h"

namespace tailrace::ui {

// The report's numbers as the window shows them: the same digits in both.

inline QString text(const std::string& utf8) { return QString::fromStdString(utf8); }
inline QString text(std::string_view utf8) { return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())); }

inline const QString Dash = QStringLiteral(u"\u2013");

// "412 ms"; a dash without a value.
inline QString ms(std::optional<double> value) { return text(report::msText(value)); }
// "412", for columns whose unit stands in their head.
inline QString digits(std::optional<double> value) { return value ? text(report::threeDigits(*value)) : Dash; }
inline QString plain(std::optional<double> value) { return value ? text(report::plainNumber(*value)) : Dash; }
inline QString count(double value) { return text(report::grouped(static_cast<std::uint64_t>(value < 0 ? 0 : value))); }
inline QString percent(double share) { return text(report::percent(share)); }

} // namespace tailrace::ui
