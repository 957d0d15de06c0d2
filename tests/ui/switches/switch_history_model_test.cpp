// SPDX-License-Identifier: Apache-2.0
#include "ui/switches/switch_history_model.h"

#include <QAbstractItemModelTester>
#include <QtTest>

#include "tests/support/overload.h"

using namespace tailrace;
using namespace tailrace::ui;

class SwitchHistoryModelTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        report::RunRecord record;
        for (int i = 0; i < 60; ++i) record.seconds.push_back({.second = i, .series = {}, .ledger = {}, .queueFill = {}});
        test::overload(record, 5);
        m_history = switchingsOf(record.incidents);
        QVERIFY(m_history.size() >= 8);
    }

    void growsAndShrinksWithoutForgettingTheRest()
    {
        SwitchHistoryModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        const QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        const QSignalSpy inserts(&model, &QAbstractItemModel::rowsInserted);
        for (std::size_t i = 0; i <= m_history.size(); ++i) model.show({m_history.begin(), m_history.begin() + static_cast<long>(i)});
        QCOMPARE(model.rowCount(), static_cast<int>(m_history.size()));
        QCOMPARE(inserts.size(), static_cast<qsizetype>(m_history.size()));
        const QPersistentModelIndex first = model.index(0, 0);
        model.show({m_history.begin(), m_history.begin() + 3});
        QCOMPARE(model.rowCount(), 3);
        QVERIFY(first.isValid() && resets.isEmpty());
        model.show({m_history[4], m_history[5]}); // another run
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(resets.size(), qsizetype{1});
    }

    void saysWhenWhatAndWhy()
    {
        SwitchHistoryModel model;
        model.show(m_history);
        QCOMPARE(model.index(0, SwitchHistoryModel::Switch).data().toString(), QString("UI detail"));
        QCOMPARE(model.index(0, SwitchHistoryModel::What).data().toString(), QString("given up"));
        QVERIFY(model.index(0, SwitchHistoryModel::Why).data().toString().contains("the limit is 0.5 s"));
        QVERIFY(model.index(0, SwitchHistoryModel::Time).data().toString().startsWith("0:2"));
        QCOMPARE(model.headerData(SwitchHistoryModel::Why, Qt::Horizontal, Qt::DisplayRole).toString(), QString("why"));
    }

    void showsOneSwitchAlone()
    {
        SwitchHistoryModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.show(m_history);
        model.showOnly(degrade::Shed::Enrichment);
        QCOMPARE(model.rowCount(), 2);
        for (int row = 0; row < model.rowCount(); ++row)
            QCOMPARE(model.index(row, SwitchHistoryModel::Switch).data().toString(), QString("Enrichment"));
        model.showOnly({});
        QCOMPARE(model.rowCount(), static_cast<int>(m_history.size()));
    }

private:
    std::vector<Switching> m_history;
};

QTEST_GUILESS_MAIN(SwitchHistoryModelTest)
#include "switch_history_model_test.moc"
