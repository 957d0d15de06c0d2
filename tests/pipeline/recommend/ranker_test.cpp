// SPDX-License-Identifier: Apache-2.0
#include <QtTest>
#include <map>
#include <random>
#include <set>

#include "pipeline/recommend/ranker.h"
#include "tests/support/product_fixture.h"

using namespace tailrace;
using namespace tailrace::recommend;

class RankerTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void prefersTheShoppersCategory();
    void prefersTheShoppersBrand();
    void fallsBackToPopularityWithTheReason();
    void saysWhenNoAffinityMatches();
    void neverOffersWhatIsOutOfStockOrUnknown();
    void playsDownLowStock();
    void putsRecentlyViewedLast();
    void takesAtMostThreeOfABrand();
    void doesNotCountMissingBrandsAsOne();
    void goesOnDownTheCatalogueWhenTheTopIsSoldOut();
    void isEmptyWhenNothingIsInStock();
    void replacesWhatSoldOutSinceRanking();
    void takesAnotherOfTheBrandThatSoldOut();
    void withdrawsWithoutReplacementWhenNothingIsLeft();
    void leavesAnUnchangedResponseAlone();
    void carriesNothingOverToTheNextShopper();
    void holdsItsPromisesOnRandomCatalogues();

private:
    void publish()
    {
        m_f->table.publish();
        m_candidates = std::make_unique<Candidates>(m_f->table.catalogue());
    }
    const Response& rank(const ShopperFeatures* features, std::size_t count = 8, Reason why = Reason::UnknownShopper)
    {
        m_ranker.rank(*m_candidates, features, why, count, m_response);
        return m_response;
    }
    std::vector<std::string> ids() const
    {
        std::vector<std::string> ids;
        for (const Item& item : m_response.items) ids.push_back(m_response.catalogue->product(item.product).id);
        return ids;
    }

    std::unique_ptr<test::ProductFixture> m_f;
    std::unique_ptr<Candidates> m_candidates;
    Ranker m_ranker;
    Response m_response;
};

using Ids = std::vector<std::string>;

void RankerTest::init() { m_f = std::make_unique<test::ProductFixture>(); }

void RankerTest::prefersTheShoppersCategory()
{
    m_f->add("hit", "Hats", "A", 1000, 50);
    m_f->add("shoe", "Shoes", "B", 100, 50);
    publish();
    ShopperFeatures shopper;
    shopper.categories = {{"Shoes", 5}};
    shopper.version = 77;
    rank(&shopper);
    QCOMPARE(ids(), (Ids{"shoe", "hit"}));
    QCOMPARE(m_response.outcome, Outcome::Personalised);
    QCOMPARE(m_response.reason, Reason::None);
    QCOMPARE(*m_response.featureVersion, 77U);
    QCOMPARE(m_response.items[0].reason, ItemReason::CategoryAffinity);
    QCOMPARE(m_response.items[0].stockSeen, 50);
    QCOMPARE(m_response.items[1].reason, ItemReason::Popularity);
}

void RankerTest::prefersTheShoppersBrand()
{
    m_f->add("hit", "Hats", "A", 1000, 50);
    m_f->add("mine", "Shoes", "B", 100, 50);
    publish();
    ShopperFeatures shopper;
    shopper.brands = {{"B", 1}};
    rank(&shopper);
    QCOMPARE(ids(), (Ids{"mine", "hit"}));
    QCOMPARE(m_response.items[0].reason, ItemReason::BrandAffinity);
}

void RankerTest::fallsBackToPopularityWithTheReason()
{
    m_f->add("a", "Hats", "A", 10, 50);
    m_f->add("b", "Shoes", "B", 100, 50);
    publish();
    rank(nullptr, 8, Reason::StoreAway);
    QCOMPARE(ids(), (Ids{"b", "a"}));
    QCOMPARE(m_response.outcome, Outcome::Popularity);
    QCOMPARE(m_response.reason, Reason::StoreAway);
    QVERIFY(!m_response.featureVersion);
}

void RankerTest::saysWhenNoAffinityMatches()
{
    m_f->add("a", "Hats", "A", 10, 50);
    publish();
    ShopperFeatures shopper;
    shopper.categories = {{"Gone", 5}, {"Hats", 0}};
    rank(&shopper);
    QCOMPARE(ids(), (Ids{"a"}));
    QCOMPARE(m_response.outcome, Outcome::Popularity);
    QCOMPARE(m_response.reason, Reason::NoAffinity);
}

void RankerTest::neverOffersWhatIsOutOfStockOrUnknown()
{
    m_f->add("sold", "Hats", "A", 1000, 0);
    m_f->add("unknown", "Hats", "B", 1000, 9);
    m_f->add("there", "Hats", "C", 1, 50);
    QVERIFY(m_f->table.apply(enrich::TableTopic::Inventory, "unknown", "").has_value());
    publish();
    rank(nullptr);
    QCOMPARE(ids(), (Ids{"there"}));
}

void RankerTest::playsDownLowStock()
{
    m_f->add("low", "Hats", "A", 1000, 5);
    m_f->add("enough", "Hats", "B", 900, 6);
    publish();
    rank(nullptr);
    QCOMPARE(ids(), (Ids{"enough", "low"}));
    QCOMPARE(m_response.items[1].reason, ItemReason::LowStock);
    QCOMPARE(m_response.items[1].stockSeen, 5);
    const float full = m_candidates->row(m_response.items[1].product).weight;
    QCOMPARE(m_response.items[1].score, full * Ranker::LowStockFactor);
}

void RankerTest::putsRecentlyViewedLast()
{
    m_f->add("seen", "Shoes", "A", 1e15, 50);
    for (int i = 0; i < 700; ++i) m_f->add("x" + std::to_string(i), "Hats", "", i == 0 ? 0 : 50, i == 0 ? 1 : 0);
    publish();
    ShopperFeatures shopper;
    shopper.categories = {{"Shoes", 5}};
    shopper.brands = {{"A", 5}};
    shopper.recentProducts = {"seen", "not in the catalogue"};
    rank(&shopper);
    QCOMPARE(ids(), (Ids{"x0", "seen"})); // even the worst unseen one comes first
}

void RankerTest::takesAtMostThreeOfABrand()
{
    for (int i = 0; i < 20; ++i) m_f->add("a" + std::to_string(i), "Shoes", "Big", 1000 + i, 50);
    for (int i = 0; i < 20; ++i) m_f->add("b" + std::to_string(i), "Shoes", "Brand" + std::to_string(i), i, 50);
    publish();
    rank(nullptr);
    QCOMPARE(m_response.items.size(), 8U);
    const auto list = ids();
    QCOMPARE(std::count_if(list.begin(), list.end(), [](const std::string& id) { return id[0] == 'a'; }), 3);
}

void RankerTest::doesNotCountMissingBrandsAsOne()
{
    for (int i = 0; i < 20; ++i) m_f->add("a" + std::to_string(i), "Shoes", "", i, 50);
    publish();
    QCOMPARE(rank(nullptr).items.size(), 8U);
}

void RankerTest::goesOnDownTheCatalogueWhenTheTopIsSoldOut()
{
    for (int i = 0; i < 2000; ++i) m_f->add("p" + std::to_string(i), "Shoes", "", 5000 - i, i < 1990 ? 0 : 50);
    publish();
    QCOMPARE(rank(nullptr).items.size(), 8U);
    QCOMPARE(ids().front(), std::string("p1990"));
    ShopperFeatures shopper;
    shopper.categories = {{"Shoes", 1}};
    QCOMPARE(rank(&shopper).items.size(), 8U);
    QCOMPARE(m_response.outcome, Outcome::Personalised);
}

void RankerTest::isEmptyWhenNothingIsInStock()
{
    m_f->add("a", "Shoes", "A", 1, 0);
    publish();
    rank(nullptr, 8, Reason::StoreAway);
    QVERIFY(m_response.items.empty());
    QCOMPARE(m_response.outcome, Outcome::Empty);
    QCOMPARE(m_response.reason, Reason::NothingToOffer);
}

void RankerTest::replacesWhatSoldOutSinceRanking()
{
    for (int i = 0; i < 9; ++i) m_f->add("p" + std::to_string(i), "Shoes", "", 1000 - i, 50);
    publish();
    rank(nullptr);
    QCOMPARE(ids().front(), std::string("p0"));
    m_f->setStock("p0", 0);
    m_f->setStock("p1", 2);
    QCOMPARE(m_ranker.withdrawSoldOut(m_response), 1U);
    QCOMPARE(ids(), (Ids{"p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"}));
    QCOMPARE(m_response.items[0].stockSeen, 2); // as seen at the last check
    QCOMPARE(m_response.withdrawn, 1U);
}

void RankerTest::takesAnotherOfTheBrandThatSoldOut()
{
    for (int i = 0; i < 4; ++i) m_f->add("p" + std::to_string(i), "Shoes", "Only", 1000 - i, 50);
    publish();
    rank(nullptr);
    QCOMPARE(ids(), (Ids{"p0", "p1", "p2"}));
    m_f->setStock("p1", 0);
    m_ranker.withdrawSoldOut(m_response);
    QCOMPARE(ids(), (Ids{"p0", "p2", "p3"}));
}

void RankerTest::withdrawsWithoutReplacementWhenNothingIsLeft()
{
    m_f->add("a", "Shoes", "A", 1, 50);
    publish();
    ShopperFeatures shopper;
    shopper.categories = {{"Shoes", 1}};
    rank(&shopper);
    QCOMPARE(m_response.outcome, Outcome::Personalised);
    m_f->setStock("a", 0);
    QCOMPARE(m_ranker.withdrawSoldOut(m_response), 1U);
    QVERIFY(m_response.items.empty());
    QCOMPARE(m_response.outcome, Outcome::Empty);
}

void RankerTest::leavesAnUnchangedResponseAlone()
{
    for (int i = 0; i < 20; ++i) m_f->add("p" + std::to_string(i), "Shoes", "", i, 50);
    publish();
    rank(nullptr);
    const auto before = ids();
    QCOMPARE(m_ranker.withdrawSoldOut(m_response), 0U);
    QCOMPARE(ids(), before);
    QCOMPARE(m_response.withdrawn, 0U);
}

void RankerTest::carriesNothingOverToTheNextShopper()
{
    m_f->add("hat", "Hats", "A", 100, 50);
    m_f->add("shoe", "Shoes", "B", 100.5, 50);
    publish();
    ShopperFeatures shopper;
    shopper.categories = {{"Hats", 5}};
    shopper.recentProducts = {"shoe"};
    rank(&shopper);
    QCOMPARE(ids(), (Ids{"hat", "shoe"}));
    rank(nullptr);
    QCOMPARE(ids(), (Ids{"shoe", "hat"}));
    QCOMPARE(m_response.items[1].affinity, 0.0F);
}

void RankerTest::holdsItsPromisesOnRandomCatalogues()
{
    std::mt19937 random(7);
    const auto number = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
    for (int round = 0; round < 60; ++round) {
        m_f = std::make_unique<test::ProductFixture>();
        const int size = 1 + number(1200), brands = 1 + number(30);
        for (int i = 0; i < size; ++i)
            m_f->add("p" + std::to_string(i), "c" + std::to_string(number(8)), "b" + std::to_string(number(brands)), number(5000),
                number(10) - 3 < 0 ? 0 : number(20));
        publish();
        ShopperFeatures shopper;
        for (int i = number(4); i > 0; --i) shopper.categories.push_back({"c" + std::to_string(number(9)), 1.0 + number(5)});
        for (int i = number(4); i > 0; --i) shopper.brands.push_back({"b" + std::to_string(number(40)), 1.0 + number(5)});
        rank(number(4) == 0 ? nullptr : &shopper);
        for (int i = 0; i < size; i += 2) m_f->setStock("p" + std::to_string(i), 0);
        m_ranker.withdrawSoldOut(m_response);

        std::map<std::string, int> ofBrand, offerable;
        std::set<std::string> different;
        for (int i = 0; i < size; ++i) {
            const ProductIndex index(static_cast<std::uint32_t>(i));
            if (m_response.catalogue->stock(index) > 0) ++offerable[m_response.catalogue->product(index).brand];
        }
        std::size_t possible = 0;
        for (const auto& [brand, count] : offerable) possible += static_cast<std::size_t>(std::min(count, 3));
        for (const Item& item : m_response.items) {
            const enrich::Product& product = m_response.catalogue->product(item.product);
            QVERIFY(m_response.catalogue->stock(item.product) > 0);
            QVERIFY(++ofBrand[product.brand] <= 3);
            QVERIFY(different.insert(product.id).second);
        }
        QCOMPARE(m_response.items.size(), std::min<std::size_t>(8, possible)); // as many as there can be
    }
}

QTEST_GUILESS_MAIN(RankerTest)
#include "ranker_test.moc"
