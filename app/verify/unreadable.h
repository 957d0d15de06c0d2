// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace tailrace::verify {

// A journal, cut, declaration or event that does not follow its documented format. Says where.
class Unreadable : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

} // namespace tailrace::verify
