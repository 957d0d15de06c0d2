// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "pipeline/recommend/candidates.h"
#include "tests/support/product_fixture.h"

using namespace tailrace;
using namespace tailrace::recommend;

class CandidatesTest : public QObject {
    Q_OBJECT

private slots:
    void ordersByPopularityThenById();
    void listsCategoriesAndBrands();
    void cutsTheListsOfCategoriesAndBrands();
    void holdsNothingForAnEmptyCatalogue();
};

namespace {

std::vector<std::string> ids(const Candidates& candidates, std::span<const ProductIndex> list)
{
    std::vector<std::string> names;
    for (const auto index : list) names.push_back(candidates.catalogue()->product(index).id);
    return names;
}

} // namespace

void CandidatesTest::ordersByPopularityThenById()
{
    test::ProductFixture f;
    f.add("c", "Shoes", "Acme", 5, 1);
    f.add("a", "Shoes", "Acme", 5, 1);
    f.add("b", "Hats", "Other", 50, 0);
    f.table.publish();
    const Candidates candidates(f.table.catalogue());
    QCOMPARE(ids(candidates, candidates.byPopularity()), (std::vector<std::string>{"b", "a", "c"}));
}

void CandidatesTest::listsCategoriesAndBrands()
{
    test::ProductFixture f;
    f.add("a", "Shoes", "Acme", 5, 1);
    f.add("b", "Hats", "Acme", 50, 1);
    f.add("c", "Shoes", "Other", 7, 1);
    f.table.publish();
    const Candidates candidates(f.table.catalogue());
    const auto& catalogue = *candidates.catalogue();
    QCOMPARE(ids(candidates, candidates.ofCategory(*catalogue.findCategory("Shoes"))), (std::vector<std::string>{"c", "a"}));
    QCOMPARE(ids(candidates, candidates.ofBrand(*catalogue.findBrand("Acme"))), (std::vector<std::string>{"b", "a"}));
    QVERIFY(candidates.ofBrand(enrich::Catalogue::NoBrand).empty());
}

void CandidatesTest::cutsTheListsOfCategoriesAndBrands()
{
    test::ProductFixture f;
    for (int i = 0; i < 300; ++i) f.add("p" + std::to_string(i), "Shoes", "Acme", i, 1);
    f.table.publish();
    const Candidates candidates(f.table.catalogue());
    const auto category = candidates.ofCategory(*candidates.catalogue()->findCategory("Shoes"));
    QCOMPARE(category.size(), Candidates::MostPerList);
    QCOMPARE(candidates.ofBrand(*candidates.catalogue()->findBrand("Acme")).size(), Candidates::MostPerList);
    QCOMPARE(ids(candidates, category).back(), std::string("p100"));
    QCOMPARE(candidates.byPopularity().size(), 300U);
}

void CandidatesTest::holdsNothingForAnEmptyCatalogue()
{
    const enrich::ProductTable table;
    QVERIFY(Candidates(table.catalogue()).byPopularity().empty());
}

QTEST_GUILESS_MAIN(CandidatesTest)
#include "candidates_test.moc"
