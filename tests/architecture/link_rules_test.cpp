// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/architecture/link_rules.h"

using namespace tailrace::architecture;

class LinkRulesTest : public QObject {
    Q_OBJECT

private slots:
    void noQtIsLinkedOutsideOfTheDesktop()
    {
        const std::filesystem::path folder = std::filesystem::path(TAILRACE_BINARY_DIR) / "tests/architecture/links";
        QVERIFY(std::filesystem::exists(folder / "tailrace_pipeline.txt"));
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            std::ifstream stream(entry.path());
            const std::string description{std::istreambuf_iterator<char>(stream), {}};
            QVERIFY2(description.find("tailrace_") != std::string::npos, "the description of the target is empty");
            const auto found = LinkRules().qtEntries(description);
            for (const std::string& line : found) QWARN((entry.path().stem().string() + " brings " + line).c_str());
            QVERIFY(found.empty());
        }
    }

    void everyWayToBringQtIsFound_data()
    {
        QTest::addColumn<QString>("entry");
        for (const auto entry : {"Qt6::Core", "Qt::Widgets", "$<LINK_ONLY:Qt6::Test>", "/usr/lib/x86_64-linux-gnu/libQt6Core.so.6",
                 "-lQt6Network", "QT_CORE_LIB", "/usr/include/x86_64-linux-gnu/qt6/QtCore"}) {
            QTest::newRow(entry) << entry;
        }
    }

    void everyWayToBringQtIsFound()
    {
        QFETCH(QString, entry);
        const auto found = LinkRules().qtEntries("tailrace_options\n" + entry.toStdString() + "\nThreads::Threads\n");
        QCOMPARE(found, std::vector<std::string>{entry.toStdString()});
    }

    void verifierAndObserverLinkNothingOfThePipeline()
    {
        const std::filesystem::path folder = std::filesystem::path(TAILRACE_BINARY_DIR) / "tests/architecture/links";
        for (const char* target : {"tailrace-verify.txt", "tailrace_oracle.txt", "tailrace-observer.txt"}) {
            QVERIFY2(std::filesystem::exists(folder / target), target);
            std::ifstream stream(folder / target);
            const std::string description{std::istreambuf_iterator<char>(stream), {}};
            const auto found = LinkRules().sharedCodeEntries(description);
            for (const std::string& line : found) QWARN((std::string(target) + " brings " + line).c_str());
            QVERIFY(found.empty());
        }
    }

    void everyWayToShareCodeIsFound_data()
    {
        QTest::addColumn<QString>("entry");
        for (const auto entry : {"tailrace_pipeline", "$<LINK_ONLY:tailrace_pipeline>", "/b/pipeline/libtailrace_pipeline.a",
                 "-ltailrace_pipeline", "tailrace_options_of_others"}) {
            QTest::newRow(entry) << entry;
        }
    }

    void everyWayToShareCodeIsFound()
    {
        QFETCH(QString, entry);
        const auto found = LinkRules().sharedCodeEntries("tailrace_options\ntailrace_oracle\n" + entry.toStdString()
            + "\nCLI11::CLI11\n/home/tailrace_main/app\n");
        QCOMPARE(found, std::vector<std::string>{entry.toStdString()});
    }

    void otherLibrariesPass()
    {
        QVERIFY(LinkRules()
                    .qtEntries("tailrace_options\nPkgConfig::rdkafka\nBoost::headers\nSQLite::SQLite3\n/usr/include/hiredis\n")
                    .empty());
    }
};

QTEST_GUILESS_MAIN(LinkRulesTest)
#include "link_rules_test.moc"
