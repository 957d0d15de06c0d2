// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "tests/architecture/include_rules.h"

using namespace tailrace::architecture;

class IncludeRulesTest : public QObject {
    Q_OBJECT

private slots:
    void holdInThisRepository()
    {
        std::size_t read = 0;
        for (const auto folder : {"pipeline", "ui", "app", "tests"}) {
            for (const SourceFile& file : readTree(TAILRACE_SOURCE_DIR, folder)) {
                ++read;
                for (const Finding& finding : IncludeRules().check(file)) QWARN(finding.message().c_str());
                QVERIFY2(IncludeRules().check(file).empty(), file.path.c_str());
            }
        }
        QVERIFY2(read > 20, "the sources were not found");
    }

    void refuseAPlantedInclude_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("include");
        QTest::addColumn<QString>("reason");

        QTest::newRow("pipeline to ui") << "pipeline/base/x.h"
                                        << "\"ui/window.h\""
                                        << "runs up";
        QTest::newRow("pipeline to app") << "pipeline/base/x.h"
                                         << "\"app/headless/options.h\""
                                         << "runs up";
        QTest::newRow("pipeline to app, angled") << "pipeline/base/x.h"
                                                 << "<app/headless/options.h>"
                                                 << "runs up";
        QTest::newRow("pipeline to tests") << "pipeline/base/x.cpp"
                                           << "\"tests/support/fake.h\""
                                           << "runs up";
        QTest::newRow("ui to app") << "ui/x.h"
                                   << "\"app/desktop/x.h\""
                                   << "runs up";
        QTest::newRow("app to tests") << "app/headless/x.h"
                                      << "\"tests/support/fake.h\""
                                      << "runs up";
        QTest::newRow("verifier to pipeline") << "app/verify/x.cpp"
                                              << "\"pipeline/base/clock.h\""
                                              << "verifier";
        QTest::newRow("verifier to ui") << "app/verify/x.cpp"
                                        << "\"ui/window.h\""
                                        << "verifier";
        QTest::newRow("verifier to headless") << "app/verify/x.cpp"
                                              << "\"app/headless/options.h\""
                                              << "verifier";
        QTest::newRow("observer to pipeline") << "app/observer/x.cpp"
                                              << "\"pipeline/telemetry/event_stamps.h\""
                                              << "observer";
        QTest::newRow("Qt class in pipeline") << "pipeline/base/x.h"
                                              << "<QString>"
                                              << "Qt";
        QTest::newRow("Qt module in pipeline") << "pipeline/base/x.h"
                                               << "<QtCore/qglobal.h>"
                                               << "Qt";
        QTest::newRow("Qt file in pipeline") << "pipeline/base/x.h"
                                             << "<qobject.h>"
                                             << "Qt";
        QTest::newRow("Qt in the headless program") << "app/headless/main.cpp"
                                                    << "<QCoreApplication>"
                                                    << "Qt";
        QTest::newRow("Kafka in a stage") << "pipeline/sessionize/x.cpp"
                                          << "<librdkafka/rdkafka.h>"
                                          << "librdkafka";
        QTest::newRow("Kafka's mock in runtime") << "pipeline/runtime/x.cpp"
                                                 << "<librdkafka/rdkafka_mock.h>"
                                                 << "librdkafka";
        QTest::newRow("Kafka in headless") << "app/headless/x.cpp"
                                           << "<librdkafka/rdkafka.h>"
                                           << "librdkafka";
        QTest::newRow("Redis in the Kafka adapter") << "pipeline/kafka/x.cpp"
                                                    << "<hiredis/hiredis.h>"
                                                    << "hiredis";
        QTest::newRow("Redis by its short name") << "pipeline/features/x.cpp"
                                                 << "<hiredis.h>"
                                                 << "hiredis";
        QTest::newRow("short spelling") << "pipeline/base/x.cpp"
                                        << "\"clock.h\""
                                        << "full path";
        QTest::newRow("way out") << "pipeline/base/x.cpp"
                                 << "\"../../ui/window.h\""
                                 << "full path";
        QTest::newRow("way out from inside") << "pipeline/base/x.cpp"
                                             << "\"pipeline/../ui/window.h\""
                                             << "full path";
        QTest::newRow("a macro") << "pipeline/base/x.cpp"
                                 << "HEADER"
                                 << "name its file";
    }

    void refuseAPlantedInclude()
    {
        QFETCH(QString, path);
        QFETCH(QString, include);
        QFETCH(QString, reason);
        const auto text = QStringLiteral("#pragma once\n#include %1\n").arg(include);
        const auto findings = IncludeRules().check({path.toStdString(), text.toStdString()});
        QCOMPARE(findings.size(), std::size_t{1});
        QCOMPARE(findings[0].line, std::size_t{2});
        QVERIFY2(findings[0].text.find(reason.toStdString()) != std::string::npos, findings[0].text.c_str());
    }

    void letPassWhatRunsDown_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("include");

        QTest::newRow("own layer") << "pipeline/kafka/x.cpp"
                                   << "\"pipeline/base/clock.h\"";
        QTest::newRow("ui to pipeline") << "ui/x.h"
                                        << "\"pipeline/telemetry/stage.h\"";
        QTest::newRow("app to ui") << "app/desktop/main.cpp"
                                   << "\"ui/window.h\"";
        QTest::newRow("app to pipeline") << "app/headless/main.cpp"
                                         << "\"pipeline/runtime/run.h\"";
        QTest::newRow("tests to app") << "tests/app/x_test.cpp"
                                      << "\"app/headless/options.h\"";
        QTest::newRow("Qt in ui") << "ui/x.h"
                                  << "<QWidget>";
        QTest::newRow("Qt in the desktop program") << "app/desktop/main.cpp"
                                                   << "<QApplication>";
        QTest::newRow("Kafka in its adapter") << "pipeline/kafka/x.cpp"
                                              << "<librdkafka/rdkafka.h>";
        QTest::newRow("the mock in the broker") << "app/broker/main.cpp"
                                                << "<librdkafka/rdkafka_mock.h>";
        QTest::newRow("Redis in its adapter") << "pipeline/redis/x.cpp"
                                              << "<hiredis/hiredis.h>";
        QTest::newRow("standard library") << "pipeline/base/x.h"
                                          << "<queue>";
        QTest::newRow("third party") << "pipeline/base/x.h"
                                     << "<nlohmann/json.hpp>";
        QTest::newRow("generated") << "ui/x.cpp"
                                   << "\"x.moc\"";
    }

    void letPassWhatRunsDown()
    {
        QFETCH(QString, path);
        QFETCH(QString, include);
        const auto findings = IncludeRules().check({path.toStdString(), "#include " + include.toStdString() + "\n"});
        QVERIFY2(findings.empty(), findings.empty() ? "" : findings[0].message().c_str());
    }
};

QTEST_GUILESS_MAIN(IncludeRulesTest)
#include "include_rules_test.moc"
