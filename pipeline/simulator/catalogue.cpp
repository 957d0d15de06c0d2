// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/catalogue.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <string_view>
#include <utility>

#include "pipeline/base/number_text.h"
#include "pipeline/simulator/random.h"

namespace tailrace::simulator {
namespace {

constexpr double PopularityExponent = 0.9;
constexpr double OutOfStockShare = 0.02;
constexpr double LowStockShare = 0.08;

struct Category {
    std::string_view name;
    std::string_view noun; // in the names of its products
    double price;          // its middle, in the currency
};

constexpr std::array<Category, 40> Categories{{
    {"Running shoes", "Runner", 95},
    {"Trail shoes", "Trail Shoe", 110},
    {"Sandals", "Sandal", 45},
    {"Boots", "Boot", 140},
    {"Kids shoes", "Kids Runner", 40},
    {"T-shirts", "Tee", 22},
    {"Shirts", "Shirt", 48},
    {"Knitwear", "Jumper", 70},
    {"Jackets", "Jacket", 130},
    {"Rainwear", "Rain Coat", 115},
    {"Trousers", "Chino", 60},
    {"Jeans", "Jeans", 75},
    {"Dresses", "Dress", 80},
    {"Socks", "Socks", 9},
    {"Hats", "Cap", 24},
    {"Gloves", "Gloves", 28},
    {"Scarves", "Scarf", 32},
    {"Backpacks", "Backpack", 85},
    {"Handbags", "Bag", 120},
    {"Luggage", "Trolley", 150},
    {"Watches", "Watch", 180},
    {"Sunglasses", "Shades", 65},
    {"Headphones", "Headphones", 125},
    {"Speakers", "Speaker", 90},
    {"Keyboards", "Keyboard", 75},
    {"Lamps", "Lamp", 55},
    {"Chairs", "Chair", 160},
    {"Desks", "Desk", 260},
    {"Rugs", "Rug", 140},
    {"Bedding", "Duvet", 85},
    {"Cookware", "Pan", 50},
    {"Coffee", "Brewer", 70},
    {"Tea", "Teapot", 35},
    {"Knives", "Knife", 58},
    {"Garden tools", "Spade", 30},
    {"Plants", "Planter", 27},
    {"Bicycles", "Bicycle", 690},
    {"Camping", "Tent", 210},
    {"Toys", "Puzzle", 20},
    {"Books", "Notebook", 14},
}};
constexpr std::array<std::string_view, 12> BrandStarts{
    "Nor", "Fjel", "Alma", "Brun", "Kest", "Ora", "Velt", "Sior", "Tamm", "Ulv", "Mira", "Dov"};
constexpr std::array<std::string_view, 10> BrandEnds{"vik", "low", "dal", "eno", "ard", "ista", "mer", "oke", "tan", "ela"};
constexpr std::array<std::string_view, 16> Moods{"Swift", "Calm", "Bold", "Light", "Urban", "Polar", "Amber", "Stone", "River", "Cloud",
    "Dune", "Moss", "Ember", "Frost", "Reed", "Sable"};

std::string productId(std::size_t index)
{
    const std::string digits = std::to_string(index);
    std::string id(1, 'p');
    return id.append(digits.size() < 5 ? 5 - digits.size() : 0, '0').append(digits);
}

// The popularity ranks 1..count, shuffled over the products.
std::vector<std::uint32_t> shuffledRanks(std::size_t count, Random& random)
{
    std::vector<std::uint32_t> ranks(count);
    std::iota(ranks.begin(), ranks.end(), 1U);
    for (std::size_t i = count; i > 1; --i) std::swap(ranks[i - 1], ranks[random.below(static_cast<std::uint32_t>(i))]);
    return ranks;
}

std::uint32_t drawStock(Random& random)
{
    const double luck = random.uniform();
    if (luck < OutOfStockShare) return 0;
    if (luck < OutOfStockShare + LowStockShare) return 1 + random.below(5);
    return 20 + random.below(480);
}

// Prices end in 9 cents of a ten, as shops like it, and spread by a factor of about two to each side.
std::int64_t drawPrice(double middle, Random& random)
{
    const double spread = std::exp2(random.uniform() + random.uniform() - 1.0);
    return std::max<std::int64_t>(1, std::llround(middle * spread * 10.0)) * 10 - 1;
}

} // namespace

void appendCents(std::string& out, std::int64_t cents)
{
    appendNumber(out, cents / 100);
    out += '.';
    out += static_cast<char>('0' + cents / 10 % 10);
    out += static_cast<char>('0' + cents % 10);
}

std::string Catalogue::productRecord(const Product& product) const
{
    std::string out = R"({"id":")" + product.id + R"(","name":")" + product.name + R"(","brand":")" + product.brand + R"(","category":")"
        + categoryOf(product) + R"(","price":)";
    appendCents(out, product.priceCents);
    out.append(R"(,"currency":")").append(Currency).append(R"(","popularity":)");
    appendNumber(out, product.popularity);
    return out += '}';
}

std::string Catalogue::inventoryRecord(const std::string& productId, std::uint32_t stock)
{
    return R"({"product_id":")" + productId + R"(","stock":)" + std::to_string(stock) + "}";
}

Catalogue generateCatalogue(std::uint64_t seed, std::size_t count)
{
    Random random(seed, 0xca7a);
    Catalogue catalogue;
    for (const Category& category : Categories) catalogue.categories.emplace_back(category.name);
    const std::vector<std::uint32_t> ranks = shuffledRanks(count, random);
    catalogue.products.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        Product product;
        product.id = productId(i);
        product.category = random.below(static_cast<std::uint32_t>(Categories.size()));
        const Category& category = Categories[product.category];
        product.brand = std::string(BrandStarts[random.below(BrandStarts.size())]).append(BrandEnds[random.below(BrandEnds.size())]);
        product.name = product.brand + " " + std::string(Moods[random.below(Moods.size())]).append(" ").append(category.noun);
        product.priceCents = drawPrice(category.price, random);
        product.popularity = std::pow(static_cast<double>(ranks[i]), -PopularityExponent);
        product.stock = drawStock(random);
        catalogue.products.push_back(std::move(product));
    }
    return catalogue;
}

} // namespace tailrace::simulator
