// SPDX-License-Identifier: Apache-2.0
#include <QtTest>
#include <cstdlib>
#include <new>

#include "pipeline/recommend/carousel.h"
#include "pipeline/recommend/exposure.h"
#include "pipeline/recommend/ranker.h"
#include "tests/support/product_fixture.h"

namespace {

thread_local std::size_t allocations = 0;

} // namespace

void* operator new(std::size_t size)
{
    ++allocations;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept
{
    ++allocations;
    return std::malloc(size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

using namespace tailrace;
using namespace tailrace::recommend;

class RankerAllocationTest : public QObject {
    Q_OBJECT

private slots:
    void answersARequestWithoutAllocating();
};

void RankerAllocationTest::answersARequestWithoutAllocating()
{
    test::ProductFixture f;
    for (int i = 0; i < 3000; ++i)
        f.add("product-" + std::to_string(i), "category " + std::to_string(i % 20), "brand " + std::to_string(i % 90), i, i % 30);
    f.table.publish();
    const Candidates candidates(f.table.catalogue());
    ShopperFeatures shopper;
    shopper.categories = {{"category 3", 5}, {"category 7", 2}};
    shopper.brands = {{"brand 4", 1}};
    shopper.recentProducts = {"product-2983"};
    const CarouselOptions options;
    Ranker ranker;
    Response response;
    std::string page, exposure;
    const auto request = [&](const ShopperFeatures* features) {
        ranker.rank(candidates, features, Reason::StoreAway, 8, response);
        ranker.withdrawSoldOut(response);
        renderCarousel(response, options, page);
        exposure.clear();
        appendExposure(exposure, {"event", "shopper", fromMillis(1), response});
    };
    request(&shopper); // the first ones grow the scratch memory
    request(nullptr);
    const std::size_t begin = allocations;
    for (int i = 0; i < 10; ++i) request(i % 2 == 0 ? &shopper : nullptr);
    QCOMPARE(allocations - begin, 0U);
    QCOMPARE(response.items.size(), 8U);
}

QTEST_GUILESS_MAIN(RankerAllocationTest)
#include "ranker_allocation_test.moc"
