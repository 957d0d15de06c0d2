// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "pipeline/recommend/recommendation_service.h"
#include "tests/support/fake_feature_store.h"
#include "tests/support/product_fixture.h"

using namespace tailrace;
using namespace tailrace::recommend;

class RecommendationServiceTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void readsAWholeBatchInOneCall();
    void answersEachRequestWithItsOwnFeatures();
    void fallsBackWhenTheStoreIsAway();
    void fallsBackWhenTheStoreIsSlow();
    void fallsBackWhenTheStoreAnswersTooLittle();
    void recoversWithTheNextBatch();
    void fallsBackForAnUnknownShopper();
    void fallsBackForUnreadableFeatures();
    void doesNotAskForWhatMustNotBeRead();
    void neverOffersWhatSoldOutWhileReading();
    void usesTheNewestProducts();
    void keepsAResponseValidAfterTheNextPublish();

private:
    Response recommend(const Request& request)
    {
        m_service->prepare(std::span(&request, 1));
        Response response;
        m_service->recommend(0, response);
        return response;
    }
    std::string best(const Response& response) const
    {
        return response.items.empty() ? "" : response.catalogue->product(response.items[0].product).id;
    }

    std::unique_ptr<test::ProductFixture> m_f;
    std::unique_ptr<test::FakeFeatureStore> m_store;
    std::unique_ptr<RecommendationService> m_service;
    const Request m_hatLover{"e1", "u1", "{p01}:u1", Partition(1), true};
    const Request m_shoeLover{"e2", "u2", "{p02}:u2", Partition(2), true};
};

void RecommendationServiceTest::init()
{
    m_f = std::make_unique<test::ProductFixture>();
    m_f->add("hat", "Hats", "A", 10, 50);
    m_f->add("hit", "Games", "B", 1000, 50);
    m_f->add("shoe", "Shoes", "C", 9, 50);
    m_f->table.publish();
    m_store = std::make_unique<test::FakeFeatureStore>();
    m_store->hashes["{p01}:u1"] = {{"category_affinity", R"([["Hats",5]])"}, {"version", "11"}};
    m_store->hashes["{p02}:u2"] = {{"category_affinity", R"([["Shoes",5]])"}, {"version", "22"}};
    m_service = std::make_unique<RecommendationService>(*m_store, m_f->table, RecommendationOptions{});
}

void RecommendationServiceTest::readsAWholeBatchInOneCall()
{
    const std::vector<Request> batch{m_hatLover, m_shoeLover, m_hatLover};
    m_service->prepare(batch);
    QCOMPARE(m_store->readCalls, 1);
    QCOMPARE(m_store->keysRead.size(), 3U);
}

void RecommendationServiceTest::answersEachRequestWithItsOwnFeatures()
{
    Request unused = m_hatLover;
    unused.storeUsable = false;
    const std::vector<Request> batch{m_hatLover, unused, m_shoeLover};
    m_service->prepare(batch);
    Response response;
    m_service->recommend(2, response);
    QCOMPARE(best(response), std::string("shoe"));
    QCOMPARE(*response.featureVersion, 22U);
    m_service->recommend(0, response);
    QCOMPARE(best(response), std::string("hat"));
    QCOMPARE(*response.featureVersion, 11U);
    QCOMPARE(response.outcome, Outcome::Personalised);
    m_service->recommend(1, response);
    QCOMPARE(best(response), std::string("hit"));
    QCOMPARE(response.reason, Reason::StoreNotUsed);
}

void RecommendationServiceTest::fallsBackWhenTheStoreIsAway()
{
    m_store->mode = test::FakeFeatureStore::Mode::Away;
    const Response response = recommend(m_hatLover);
    QCOMPARE(response.outcome, Outcome::Popularity);
    QCOMPARE(response.reason, Reason::StoreAway);
    QCOMPARE(best(response), std::string("hit"));
    QCOMPARE(m_service->storeError()->code(), ErrorCode::Unavailable);
}

void RecommendationServiceTest::fallsBackWhenTheStoreIsSlow()
{
    m_store->mode = test::FakeFeatureStore::Mode::Slow;
    const Response response = recommend(m_hatLover);
    QCOMPARE(response.outcome, Outcome::Popularity);
    QCOMPARE(response.reason, Reason::StoreTimeout);
}

void RecommendationServiceTest::fallsBackWhenTheStoreAnswersTooLittle()
{
    m_store->loseLastValue = true;
    QCOMPARE(recommend(m_hatLover).reason, Reason::StoreAway);
    QCOMPARE(m_service->storeError()->code(), ErrorCode::Internal);
}

void RecommendationServiceTest::recoversWithTheNextBatch()
{
    m_store->mode = test::FakeFeatureStore::Mode::Away;
    recommend(m_hatLover);
    m_store->mode = test::FakeFeatureStore::Mode::Working;
    QCOMPARE(recommend(m_hatLover).outcome, Outcome::Personalised);
    QVERIFY(!m_service->storeError());
}

void RecommendationServiceTest::fallsBackForAnUnknownShopper()
{
    Request stranger = m_hatLover;
    stranger.storeKey = "{p01}:nobody";
    const Response response = recommend(stranger);
    QCOMPARE(response.outcome, Outcome::Popularity);
    QCOMPARE(response.reason, Reason::UnknownShopper);
}

void RecommendationServiceTest::fallsBackForUnreadableFeatures()
{
    m_store->hashes["{p01}:u1"]["brand_affinity"] = "[[";
    QCOMPARE(recommend(m_hatLover).reason, Reason::FeaturesUnreadable);
    QCOMPARE(recommend(m_shoeLover).outcome, Outcome::Personalised);
}

void RecommendationServiceTest::doesNotAskForWhatMustNotBeRead()
{
    Request unused = m_hatLover;
    unused.storeUsable = false;
    QCOMPARE(recommend(unused).reason, Reason::StoreNotUsed);
    QCOMPARE(m_store->readCalls, 0);
}

void RecommendationServiceTest::neverOffersWhatSoldOutWhileReading()
{
    m_store->onRead = [this] { m_f->setStock("hat", 0); };
    const Response response = recommend(m_hatLover);
    QCOMPARE(best(response), std::string("hit"));
    QCOMPARE(response.items.size(), 2U);
}

void RecommendationServiceTest::usesTheNewestProducts()
{
    m_f->add("cap", "Hats", "D", 500, 50);
    QCOMPARE(best(recommend(m_hatLover)), std::string("hat"));
    m_f->table.publish();
    QCOMPARE(best(recommend(m_hatLover)), std::string("cap"));
}

void RecommendationServiceTest::keepsAResponseValidAfterTheNextPublish()
{
    const Response response = recommend(m_hatLover);
    QVERIFY(m_f->table.apply(enrich::TableTopic::Products, "hat", "").has_value());
    m_f->table.publish();
    QCOMPARE(best(recommend(m_shoeLover)), std::string("shoe"));
    QCOMPARE(best(response), std::string("hat"));
}

QTEST_GUILESS_MAIN(RecommendationServiceTest)
#include "recommendation_service_test.moc"
