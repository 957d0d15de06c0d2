// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "pipeline/enrich/catalogue.h"

namespace tailrace::recommend {

// What a recommender picks from, prepared once for a catalogue: its products by popularity, as a whole and within each
// category and brand (equal popularity: by product id). Immutable.
class Candidates {
public:
    static constexpr std::size_t MostPerList = 200; // of a category or a brand
    static constexpr std::size_t OverallTop = 500;

    // What scoring needs of a product, side by side in memory.
    struct Row {
        float weight = 0; // 1 + ln(1 + popularity)
        enrich::BrandId brand;
        enrich::CategoryId category;
    };

    explicit Candidates(std::shared_ptr<const enrich::Catalogue> catalogue);

    const std::shared_ptr<const enrich::Catalogue>& catalogue() const { return m_catalogue; }
    const Row& row(ProductIndex index) const { return m_rows[index.value]; }

    // All products; the first OverallTop are the usual candidates, the rest is there for when those are sold out.
    std::span<const ProductIndex> byPopularity() const { return m_byPopularity; }
    std::span<const ProductIndex> ofCategory(enrich::CategoryId id) const { return m_byCategory[id.value]; }
    std::span<const ProductIndex> ofBrand(enrich::BrandId id) const { return m_byBrand[id.value]; }

private:
    using List = std::vector<ProductIndex>;

    std::shared_ptr<const enrich::Catalogue> m_catalogue;
    std::vector<Row> m_rows;
    List m_byPopularity;
    std::vector<List> m_byCategory;
    std::vector<List> m_byBrand;
};

} // namespace tailrace::recommend
