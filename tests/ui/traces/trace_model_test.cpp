// SPDX-License-Identifier: Apache-2.0
#include "ui/traces/trace_model.h"

#include <QAbstractItemModelTester>
#include <QSortFilterProxyModel>
#include <QtTest>

#include "tests/support/run_record_builder.h"
#include "ui/run/second_point.h"

using namespace tailrace;
using namespace tailrace::ui;

namespace {

const telemetry::StageSet Store("00100");

} // namespace

class TraceModelTest : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_traces = test::RunRecordBuilder().seconds(10).build().traces;
        m_model = std::make_unique<TraceModel>(nullptr);
        m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    }

    void keepsRowsThatStay()
    {
        QVERIFY(m_traces.size() > 10);
        std::vector<telemetry::Trace> first(m_traces.begin(), m_traces.begin() + 8);
        std::vector<telemetry::Trace> second(m_traces.begin() + 3, m_traces.end());
        QSortFilterProxyModel sorted;
        sorted.setSourceModel(m_model.get());
        sorted.setSortRole(TraceModel::SortRole);
        sorted.sort(TraceModel::Life, Qt::DescendingOrder);
        m_model->renew(first);
        const QPersistentModelIndex stays = sorted.mapFromSource(m_model->index(5, 0));
        const QPersistentModelIndex goes = sorted.mapFromSource(m_model->index(1, 0));
        const auto id = m_model->at(5).eventId;
        QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
        m_model->renew(second);
        QCOMPARE(reset.count(), 0);
        QVERIFY(stays.isValid() && !goes.isValid());
        QCOMPARE(m_model->at(sorted.mapToSource(stays).row()).eventId, id);
        QCOMPARE(m_model->rowCount(), static_cast<int>(second.size()));
    }

    void takesTheSameEventOnce()
    {
        std::vector<telemetry::Trace> twice = m_traces;
        twice.push_back(m_traces.front());
        m_model->renew(twice);
        QCOMPARE(m_model->rowCount(), static_cast<int>(m_traces.size()));
    }

    void findsTheNearestRequest()
    {
        const double wanted = std::chrono::duration<double, std::milli>(m_traces[0].life()).count();
        m_traces[0].request = false;
        m_model->renew(m_traces);
        const int row = m_model->nearest(telemetry::StageSet().set(), wanted);
        QVERIFY(m_model->at(row).request);
        QCOMPARE(m_model->at(row).eventId, m_traces[1].eventId); // slowest first
        QCOMPARE(TraceModel(nullptr).nearest(telemetry::StageSet().set(), 1), -1);
    }

    void findsTheNearestOfAStage()
    {
        m_model->renew(m_traces);
        const int row = m_model->nearest(Store, *partMs(m_traces[7], Store));
        QCOMPARE(m_model->at(row).eventId, m_traces[7].eventId);
    }

    void namesTheStageThatTookMost()
    {
        telemetry::Trace trace;
        trace.request = true;
        trace.stamps.rendered = Stamp(std::chrono::seconds(9));
        trace.stamps.renderStarted = Stamp(std::chrono::seconds(8));
        trace.stamps.responded = Stamp(std::chrono::seconds(8));
        QCOMPARE(slowestStage(trace), std::size_t{3});
        trace.request = false;
        QCOMPARE(slowestStage(trace), std::size_t{0});
    }

private:
    std::vector<telemetry::Trace> m_traces;
    std::unique_ptr<TraceModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

QTEST_GUILESS_MAIN(TraceModelTest)
#include "trace_model_test.moc"
