// SPDX-License-Identifier: Apache-2.0
#include <QtTest/QtTest>

#include "pipeline/features/feature_text.h"
#include "pipeline/recommend/shopper_features.h"

using namespace tailrace;
using namespace tailrace::features;

class FeatureTextTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // The writer of the features and their reader agree, also on text that JSON must escape.
    void isReadByTheRecommender()
    {
        TextInterner texts;
        ShopperState state;
        state.lastSequence = 41;
        state.interests.categories.add(texts.token("Boots \"dry\"\n"), 5);
        state.interests.categories.add(texts.token("Hats"), 2);
        state.interests.seen(texts.token("p1"));
        state.interests.seen(texts.token("p9"));
        FeatureBatch batch;
        InStore held;
        FeatureText(texts).writeShopper(batch, "key", state, fromMillis(5), held);

        std::vector<std::string> values;
        for (const std::string_view wanted : recommend::FeatureFields) values.push_back(valueOf(batch, wanted));
        recommend::ShopperFeaturesReader reader;
        recommend::ShopperFeatures features;
        QVERIFY(reader.read(values, features).has_value());
        QCOMPARE(features.version, std::uint64_t(41));
        QCOMPARE(features.categories.size(), std::size_t(2));
        QCOMPARE(features.categories[0].name, std::string("Boots \"dry\"\n"));
        QCOMPARE(features.recentProducts.size(), std::size_t(2));
        QCOMPARE(features.recentProducts[0], std::string("p9"));
    }

    void addsUpTheSessionsThatCanStillChange()
    {
        ShopperState state;
        state.sessions.sessions().resize(2);
        state.sessions.sessions()[0].counts.productViews = 3;
        state.sessions.sessions()[1].counts.productViews = 4;
        FeatureBatch batch;
        InStore held;
        TextInterner texts;
        FeatureText(texts).writeShopper(batch, "key", state, fromMillis(5), held);
        QCOMPARE(valueOf(batch, "product_view_count"), std::string("7"));
        QCOMPARE(valueOf(batch, "as_of"), std::string("5"));
    }

    void writesOnlyWhatTheStoreLacks()
    {
        TextInterner texts;
        ShopperState state;
        state.sessions.sessions().resize(1);
        sessionize::Session& session = state.sessions.sessions()[0];
        session.first = session.last = fromMillis(1);
        session.counts.pageViews = 1;
        InStore held;
        FeatureText text(texts);
        const auto written = [&] {
            FeatureBatch batch;
            text.writeShopper(batch, "user", state, fromMillis(5), held);
            text.writeSession(batch, "session", session, held);
            return namesIn(batch);
        };
        QCOMPARE(written().size(), qsizetype(17));
        QCOMPARE(written(), QStringList({"as_of", "version", "revision"}));
        ++session.counts.pageViews;
        session.last = fromMillis(2);
        QCOMPARE(written(), QStringList({"page_view_count", "as_of", "version", "last", "revision", "page_views"}));
        ++state.interests.revision;
        QVERIFY(written().contains("recent_products"));
        held.session = false; // its key was erased
        QCOMPARE(written().size(), qsizetype(2 + 8));
        session.first = fromMillis(0); // another key
        QCOMPARE(written().size(), qsizetype(2 + 8));
        held = {};
        QCOMPARE(written().size(), qsizetype(17));
    }

private:
    static QStringList namesIn(const FeatureBatch& batch)
    {
        QStringList names;
        for (std::size_t i = 0; i < batch.fields().size(); i += 2) {
            const std::string_view name = batch.text(batch.fields()[i]);
            names << QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
        }
        return names;
    }

    static std::string valueOf(const FeatureBatch& batch, std::string_view name)
    {
        for (std::size_t i = 0; i + 1 < batch.fields().size(); i += 2) {
            if (batch.text(batch.fields()[i]) == name) return std::string(batch.text(batch.fields()[i + 1]));
        }
        return {};
    }
};

QTEST_GUILESS_MAIN(FeatureTextTest)
#include "feature_text_test.moc"
