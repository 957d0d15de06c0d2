// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tailrace::simulator {

struct Product {
    std::string id; // "p00042"; its key in the topics `products` and `inventory`
    std::string name;
    std::string brand;
    std::uint32_t category = 0; // index into Catalogue::categories
    std::int64_t priceCents = 0;
    double popularity = 0.0; // the most popular product has 1; a power law over the ranks
    std::uint32_t stock = 0;
};

// What the simulated shop sells. All names are invented and plain ASCII without characters that JSON escapes.
struct Catalogue {
    static constexpr const char* Currency = "EUR";

    std::vector<std::string> categories;
    std::vector<Product> products;

    const std::string& categoryOf(const Product& product) const { return categories[product.category]; }
    // {"id":…,"name":…,"brand":…,"category":…,"price":…,"currency":…,"popularity":…}
    std::string productRecord(const Product& product) const;
    // {"product_id":…,"stock":…}
    static std::string inventoryRecord(const std::string& productId, std::uint32_t stock);
    std::string inventoryRecord(const Product& product) const { return inventoryRecord(product.id, product.stock); }
};

// Same seed and count: the same catalogue. At least one product.
Catalogue generateCatalogue(std::uint64_t seed, std::size_t count = 10'000);

// "12.05"
void appendCents(std::string& out, std::int64_t cents);

} // namespace tailrace::simulator
