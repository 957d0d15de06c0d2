// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "tests/architecture/file_rules.h"

using namespace tailrace::architecture;

class FileRulesTest : public QObject {
    Q_OBJECT

private slots:
    void holdInThisRepository()
    {
        std::vector<Finding> findings;
        for (const auto folder : {"pipeline", "ui", "app"}) {
            for (const SourceFile& file : readTree(TAILRACE_SOURCE_DIR, folder))
                std::ranges::move(FileRules().check(file), std::back_inserter(findings));
        }
        // Tables of cases may make a test long; its name still has to say what it is.
        for (const SourceFile& file : readTree(TAILRACE_SOURCE_DIR, "tests")) {
            std::ranges::move(FileRules().checkName(file), std::back_inserter(findings));
        }
        for (const Finding& finding : findings) QWARN(finding.message().c_str());
        QVERIFY(findings.empty());
    }

    void refuseNamesThatFitAnything_data()
    {
        QTest::addColumn<QString>("path");
        for (const auto path :
            {"pipeline/base/manager.h", "pipeline/kafka/topic_manager.cpp", "ui/ChartHelper.h", "app/headless/string_util.h",
                "pipeline/base/utils.h", "pipeline/base/common.h", "ui/common_types.h", "tests/support/misc.cpp", "ui/PageManagerBase.h"}) {
            QTest::newRow(path) << path;
        }
    }

    void refuseNamesThatFitAnything()
    {
        QFETCH(QString, path);
        QCOMPARE(FileRules().check({path.toStdString(), {}}).size(), std::size_t{1});
    }

    void letPassNamesThatOnlyContainSuchALetterRow_data()
    {
        QTest::addColumn<QString>("path");
        for (const auto path :
            {"pipeline/report/utilization.h", "pipeline/base/commonality.h", "ui/miscible_colors.h", "pipeline/common/clock.h"}) {
            QTest::newRow(path) << path;
        }
    }

    void letPassNamesThatOnlyContainSuchALetterRow()
    {
        QFETCH(QString, path);
        QVERIFY(FileRules().check({path.toStdString(), {}}).empty());
    }

    void refuseAFileThatGrewTooLong()
    {
        QVERIFY(FileRules().check({"pipeline/base/x.cpp", std::string(FileRules::MostLines, '\n')}).empty());
        QCOMPARE(FileRules().check({"pipeline/base/x.cpp", std::string(FileRules::MostLines + 1, '\n')}).size(), std::size_t{1});
    }
};

QTEST_GUILESS_MAIN(FileRulesTest)
#include "file_rules_test.moc"
