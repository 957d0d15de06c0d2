// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "pipeline/base/text_hash.h"
#include "pipeline/enrich/product.h"

namespace tailrace::enrich {

// One published state of the products, immutable; products are ordered by id. Stock is the exception: it is read live
// from cells that all catalogues of a table share, so that a sale is seen at once, also by who still holds an older one.
class Catalogue {
public:
    using StockCell = std::atomic<std::int32_t>;
    struct Entry {
        std::shared_ptr<const Product> product;
        std::shared_ptr<const StockCell> stock;
    };
    // The brand of products that have none.
    static constexpr BrandId NoBrand{0};

    // `entries` ordered by product id, ids unique.
    Catalogue(std::uint64_t version, std::vector<Entry> entries);
    Catalogue(const Catalogue&) = delete; // the maps' keys point into it
    Catalogue& operator=(const Catalogue&) = delete;

    std::uint64_t version() const { return m_version; }
    std::size_t size() const { return m_entries.size(); }
    std::size_t brandCount() const { return m_brandIds.size(); }
    std::size_t categoryCount() const { return m_categoryIds.size(); }

    std::optional<ProductIndex> find(std::string_view id) const;
    std::optional<BrandId> findBrand(std::string_view name) const;
    std::optional<CategoryId> findCategory(std::string_view name) const;

    const Product& product(ProductIndex index) const { return *m_entries[index.value].product; }
    BrandId brand(ProductIndex index) const { return m_brands[index.value]; }
    CategoryId category(ProductIndex index) const { return m_categories[index.value]; }
    std::int32_t stock(ProductIndex index) const { return m_entries[index.value].stock->load(std::memory_order_relaxed); }

private:
    std::uint64_t m_version;
    std::vector<Entry> m_entries;
    std::vector<BrandId> m_brands;
    std::vector<CategoryId> m_categories;
    TextMap<std::string_view, ProductIndex> m_indices; // keys point into m_entries' products
    TextMap<std::string_view, BrandId> m_brandIds;
    TextMap<std::string_view, CategoryId> m_categoryIds;
};

} // namespace tailrace::enrich
