// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "app/verify/feature_value.h"

namespace tailrace::verify {

struct Orders {
    std::size_t count = 0;
    std::int64_t value = 0; // in 1/10 000
};

// A checkout step 2 orders the cart that the last cart event before it left, once.
Orders ordersIn(const EventList& events);

} // namespace tailrace::verify
