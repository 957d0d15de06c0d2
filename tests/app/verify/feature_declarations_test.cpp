// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "app/verify/feature_declarations.h"
#include "app/verify/unreadable.h"

using namespace tailrace::verify;

class FeatureDeclarationsTest : public QObject {
    Q_OBJECT

private slots:
    void aDeclarationIsReadWhole()
    {
        const auto features = parseFeatures(file(R"("key": "shopper", "windows": ["5m", "24h"], "where": {"page_url_contains": "/s"},
            "of": "product.price", "per": "product.id", "cadence": "30s", "ttl": "600s", "published": {"name": "x"})"),
            "f.json");
        QCOMPARE(features.size(), std::size_t{1});
        const Feature& feature = features.front();
        QCOMPARE(feature.name, std::string("n"));
        QVERIFY(feature.key == KeyKind::Shopper && feature.kind == FeatureKind::MeanOfFirst);
        QCOMPARE(feature.windows.size(), std::size_t{2});
        QCOMPARE(feature.windows[1].suffix, std::string("_24h"));
        QCOMPARE(feature.windows[1].ms, std::int64_t{86'400'000});
        QCOMPARE(feature.pageUrlContains, std::string("/s"));
        QVERIFY(feature.of == Column::ProductPrice && feature.per == Column::ProductId);
    }

    void aSuffixMayBeSetForASingleWindow()
    {
        const auto features = parseFeatures(file(R"("key": "shopper", "windows": ["24h"], "suffix": "")"), "f.json");
        QVERIFY(features.front().windows.front().suffix.empty());
        QCOMPARE(features.front().windows.front().ms, std::int64_t{86'400'000});
    }

    void whatCannotBeRecomputedIsRefused_data()
    {
        QTest::addColumn<QString>("members");
        QTest::addColumn<QString>("says");
        QTest::newRow("column") << R"("key": "session", "of": "product.colour")"
                                << "product.colour";
        QTest::newRow("member") << R"("key": "session", "windwos": ["5m"])"
                                << "windwos";
        QTest::newRow("window") << R"("key": "shopper", "windows": ["7m"])"
                                << "7m";
        QTest::newRow("no window") << R"("key": "shopper")"
                                   << "windows";
        QTest::newRow("window of a session") << R"("key": "session", "windows": ["5m"])"
                                             << "windows";
        QTest::newRow("suffixes") << R"("key": "shopper", "windows": ["5m", "1h"], "suffix": "")"
                                  << "suffix";
        QTest::newRow("key") << R"("key": "basket")"
                             << "basket";
    }
    void whatCannotBeRecomputedIsRefused()
    {
        QFETCH(QString, members);
        QFETCH(QString, says);
        try {
            parseFeatures(file(members.toStdString()), "f.json");
            QFAIL("was accepted");
        } catch (const Unreadable& error) {
            const QString text = error.what();
            QVERIFY2(text.startsWith("f.json: features[0]: ") && text.contains(says), error.what());
        }
    }

    void theProgramsOwnDeclarationsCanBeRecomputed()
    {
        const auto features = readFeatures(TAILRACE_SOURCE_DIR "/resources/features");
        if (features.empty()) QSKIP("no features are declared in resources/features");
        for (const KeyKind kind : {KeyKind::Shopper, KeyKind::Session, KeyKind::Viewer}) {
            QVERIFY(std::ranges::find(features, kind, &Feature::key) != features.end());
        }
    }

private:
    static std::string file(const std::string& members)
    {
        return R"({"version": 1, "features": [{"name": "n", "events": ["*"], "aggregate": "mean_of_first", )" + members + "}]}";
    }
};

QTEST_GUILESS_MAIN(FeatureDeclarationsTest)
#include "feature_declarations_test.moc"
