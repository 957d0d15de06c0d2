// SPDX-License-Identifier: Apache-2.0
#include "pipeline/base/number_text.h"

namespace tailrace {

void appendFixed(std::string& out, double number, int decimals)
{
    char digits[400]; // the largest double has 309 digits before the point
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number, std::chars_format::fixed, decimals).ptr);
}

} // namespace tailrace
