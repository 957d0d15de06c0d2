// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

// Numbers as the published jobs write them: what Java's standard library computes.
namespace tailrace::features {

// Double.toString of Java 19 and later: the shortest digits that read back as the same double, at least one after the point;
// below 10^-3 and from 10^7 on with an exponent ("1.0E7").
void appendJavaDouble(std::string& out, double value);

// BigDecimal.valueOf(total).divide(BigDecimal.valueOf(count), HALF_EVEN).setScale(2, HALF_EVEN).doubleValue(): the quotient
// is rounded to as many decimals as the total has, before it is rounded to two.
double javaAverage(double total, std::uint64_t count);

} // namespace tailrace::features
