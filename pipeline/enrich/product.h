// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "pipeline/base/strong_id.h"

namespace tailrace::enrich {

// A brand or a category of one catalogue; ids of different catalogues are not comparable.
using BrandId = StrongId<struct BrandTag, std::uint32_t>;
using CategoryId = StrongId<struct CategoryTag, std::uint32_t>;

struct Product {
    std::string id;
    std::string name;
    std::string brand; // may be empty
    std::string category;
    std::string currency; // three capital letters
    double price = 0.0;
    double popularity = 0.0; // at least 0; only its order and its logarithm are used

    bool operator==(const Product&) const = default;
};

// What stands in stock of one product; UnknownStock is treated as not offered.
inline constexpr std::int32_t UnknownStock = -1;

} // namespace tailrace::enrich
