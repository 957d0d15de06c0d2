// SPDX-License-Identifier: Apache-2.0
// What a recommendation costs on a catalogue of 10 000 products: CPU time, median of five.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "pipeline/enrich/product_table.h"
#include "pipeline/recommend/carousel.h"
#include "pipeline/recommend/exposure.h"
#include "pipeline/recommend/ranker.h"
#include "tests/bench/bench_figures.h"

using namespace tailrace;
using namespace tailrace::recommend;

namespace {

constexpr int Products = 10'000;

void fill(enrich::ProductTable& table)
{
    for (int i = 0; i < Products; ++i) {
        const std::string id = "product-" + std::to_string(i);
        std::string product, stock;
        enrich::appendProduct(product,
            {id, "Name of product " + std::to_string(i), "brand " + std::to_string(i % 150), "category " + std::to_string(i % 40), "EUR",
                5.0 + i % 300, 1e6 / (1 + i)});
        enrich::appendStock(stock, id, i % 40); // 2.5 % are out of stock, 12.5 % low
        if (!table.apply(enrich::TableTopic::Products, id, product) || !table.apply(enrich::TableTopic::Inventory, id, stock)) std::abort();
    }
    table.publish();
}

void print(const char* what, double nanos) { std::printf("%-44s %8.2f us\n", what, nanos / 1000); }

} // namespace

int main()
{
    const double seconds = bench::secondsPerFigure(1.0);
    enrich::ProductTable table;
    fill(table);
    const Candidates candidates(table.catalogue());
    std::vector<ShopperFeatures> shoppers(256);
    for (std::size_t i = 0; i < shoppers.size(); ++i) {
        for (std::size_t k = 0; k < 3; ++k) {
            shoppers[i].categories.push_back({"category " + std::to_string((i + k * 7) % 40), 5.0 - static_cast<double>(k)});
            shoppers[i].brands.push_back({"brand " + std::to_string((i * 3 + k) % 150), 5.0 - static_cast<double>(k)});
            shoppers[i].recentProducts.push_back("product-" + std::to_string(i + k));
        }
    }
    Ranker ranker;
    Response response;
    const auto each = [&](auto&& work) {
        return bench::nanosPerItem(
            [&] {
                for (const ShopperFeatures& shopper : shoppers) work(shopper);
                return shoppers.size();
            },
            seconds);
    };
    print("rank and check stock again, personalised", each([&](const ShopperFeatures& shopper) {
        ranker.rank(candidates, &shopper, Reason::None, 8, response);
        ranker.withdrawSoldOut(response);
    }));
    print("rank and check stock again, popularity", each([&](const ShopperFeatures&) {
        ranker.rank(candidates, nullptr, Reason::StoreAway, 8, response);
        ranker.withdrawSoldOut(response);
    }));

    const std::vector<std::string> values{R"([["Men shoes",5],["Kid shoes",2]])", R"([["Acme",3]])", R"(["p1","p9"])", "42", "7"};
    ShopperFeaturesReader reader;
    ShopperFeatures features;
    print("read a shopper's features", each([&](const ShopperFeatures&) {
        if (!reader.read(values, features)) std::abort();
    }));
    std::string page, exposure;
    const CarouselOptions options;
    print("render the carousel", each([&](const ShopperFeatures&) { renderCarousel(response, options, page); }));
    print("encode the exposure", each([&](const ShopperFeatures&) {
        exposure.clear();
        appendExposure(exposure, {"event-id", "shopper-id", fromMillis(1), response});
    }));
    print("prepare the candidates of a new catalogue",
        bench::nanosPerItem(
            [&] {
                const Candidates fresh(table.catalogue());
                return fresh.byPopularity().empty() ? 0U : 1U;
            },
            seconds));
    return 0;
}
