// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/base/result.h"

namespace tailrace::recommend {

// The fields of a shopper's hash in the feature store that the recommender reads, in the order of the values.
inline constexpr std::array<std::string_view, 5> FeatureFields{
    "category_affinity", "brand_affinity", "recent_products", "version", "product_view_count"};

struct Affinity {
    std::string name;
    double weight = 0;
};

// What is known of a shopper: reused from request to request.
struct ShopperFeatures {
    bool known = false;                      // false: the store holds nothing of this shopper
    std::vector<Affinity> categories;        // strongest first
    std::vector<Affinity> brands;            // strongest first
    std::vector<std::string> recentProducts; // most recent first
    std::uint64_t version = 0;               // the journal sequence that these features account for
    std::uint64_t productViewCount = 0;
};

// Reads the stored values; absent ones (empty text) mean "none". Keeps its buffers; not thread-safe.
class ShopperFeaturesReader {
public:
    // Longer lists are cut: what is far down moves no recommendation.
    static constexpr std::size_t MostAffinities = 32;
    static constexpr std::size_t MostRecent = 64;

    ShopperFeaturesReader();
    ~ShopperFeaturesReader();

    // `values` as FeatureFields; an error names the field, and `out` is then not to be used.
    Result<void> read(std::span<const std::string> values, ShopperFeatures& out);

private:
    struct Parser;
    std::unique_ptr<Parser> m_parser;
};

} // namespace tailrace::recommend
