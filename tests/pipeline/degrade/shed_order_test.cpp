// SPDX-License-Identifier: Apache-2.0
#include "pipeline/degrade/shed_order.h"

#include <QTest>

using namespace tailrace;
using namespace std::chrono_literals;
using degrade::Load;
using degrade::Position;
using degrade::Shed;
using degrade::ShedChange;

class ShedOrderTest : public QObject {
    Q_OBJECT

private slots:
    void init() { m_order = degrade::ShedOrder(); }

    void nothingIsGivenUpWithoutLag()
    {
        for (int second = 0; second < 60; ++second) QCOMPARE(observe(0.4, std::chrono::seconds(second)), std::string());
    }

    // One after the other, each only when the lag has reached its own threshold and stayed there.
    void givesUpInOrderAndTakesBackInTheOpposite()
    {
        QCOMPARE(observe(9, 0ms), std::string());
        QCOMPARE(observe(9, 199ms), std::string());
        QCOMPARE(observe(9, 200ms), std::string("-UI detail"));
        QCOMPARE(twice(9, 300ms, 500ms), std::string("-ad-hoc queries"));
        QCOMPARE(twice(9, 600ms, 800ms), std::string("-optional enrichment"));
        QCOMPARE(twice(9, 900ms, 1100ms), std::string("-personalised recommendations"));
        for (int i = 0; i < 100; ++i) QCOMPARE(observe(9, 1200ms + i * 100ms), std::string());
        QCOMPARE(twice(0, 20s, 21999ms), std::string());
        QCOMPARE(observe(0, 22s), std::string("+personalised recommendations"));
        QCOMPARE(twice(0, 23s, 25s), std::string("+optional enrichment"));
        QCOMPARE(twice(0, 26s, 28s), std::string("+ad-hoc queries"));
        QCOMPARE(twice(0, 29s, 31s), std::string("+UI detail"));
        QVERIFY(!m_order.isGivenUp(Shed::UiDetail));
    }

    void stopsAtTheThresholdThatTheLagReaches()
    {
        std::string all;
        for (int i = 0; i < 100; ++i) all += observe(1.9, i * 100ms);
        QCOMPARE(all, std::string("-UI detail-ad-hoc queries"));
    }

    void aLagBetweenTheThresholdsChangesNothing()
    {
        static_cast<void>(twice(0.6, 0s, 1s));
        QVERIFY(m_order.isGivenUp(Shed::UiDetail));
        for (int i = 0; i < 100; ++i) QCOMPARE(observe(i % 2 == 0 ? 0.3 : 0.9, 2s + i * 100ms), std::string());
    }

    void aShortPeakChangesNothing()
    {
        for (int i = 0; i < 100; ++i) QCOMPARE(observe(i % 2 == 0 ? 9 : 0, i * 150ms), std::string());
    }

    void newTrafficGoesOnlyWhenTheJournalCannotKeepUp()
    {
        std::string all;
        for (int i = 0; i < 1000; ++i) all += observe(1000, i * 100ms);
        QVERIFY(all.find("new traffic") == std::string::npos);
        QCOMPARE(said(m_order.observe({.lagSeconds = 0, .journalKeepsUp = false}, at(100s))), std::string("-new traffic"));
        QVERIFY(m_order.isGivenUp(Shed::NewTraffic));
        QCOMPARE(said(m_order.observe({.lagSeconds = 0, .journalKeepsUp = true}, at(100s))), std::string("+new traffic"));
    }

    void aSwitchThrownByHandStays()
    {
        const auto thrown = m_order.force(Shed::Personalisation, Position::GivenUp);
        QVERIFY(thrown && thrown->given && thrown->switched && thrown->cause == "By hand.");
        QVERIFY(!m_order.force(Shed::Personalisation, Position::GivenUp)); // it stands there
        QVERIFY(m_order.isGivenUp(Shed::Personalisation) && !m_order.isGivenUp(Shed::UiDetail));
        std::string all;
        for (int i = 0; i < 1000; ++i) all += observe(i < 500 ? 9 : 0, i * 100ms);
        QVERIFY2(all.find("personalised") == std::string::npos, all.c_str());
        QVERIFY(m_order.isGivenUp(Shed::Personalisation));
        const auto back = m_order.force(Shed::Personalisation, Position::Automatic);
        QVERIFY(back && !back->given && back->switched);
        const auto held = m_order.force(Shed::Personalisation, Position::HeldOn);
        QVERIFY(held && !held->given && !held->switched); // it was on, and is noted all the same
        QCOMPARE(held->cause, std::string("By hand, whatever the load."));
    }

    void whatIsHeldOnGoesWhenTheLoadMayDecideAgain()
    {
        static_cast<void>(m_order.force(Shed::UiDetail, Position::HeldOn));
        QCOMPARE(twice(0.6, 0s, 1s), std::string());
        QVERIFY(!m_order.isGivenUp(Shed::UiDetail));
        const auto change = m_order.force(Shed::UiDetail, Position::Automatic);
        QVERIFY(change && change->given && change->switched && m_order.isGivenUp(Shed::UiDetail));
        QCOMPARE(change->cause, std::string("By hand back to automatic; the load asks for it."));
    }

    void everyStepSaysWhatAndWhy()
    {
        static_cast<void>(m_order.observe({.lagSeconds = 1.25}, at(0s)));
        const auto changes = m_order.observe({.lagSeconds = 1.25}, at(1s));
        QCOMPARE(changes.size(), std::size_t{1});
        QCOMPARE(changes[0].cause, std::string("The oldest event has waited 1.2 s for its worker; the limit is 0.5 s."));
        for (std::size_t i = 0; i < degrade::ShedCount; ++i) {
            QVERIFY(!degrade::nameOf(static_cast<Shed>(i)).empty());
            QVERIFY(degrade::effectOf(static_cast<Shed>(i)).ends_with("."));
        }
    }

private:
    static Stamp at(std::chrono::nanoseconds time) { return Stamp() + time; }
    std::string observe(double lag, std::chrono::nanoseconds time)
    {
        return said(m_order.observe({.lagSeconds = lag, .journalKeepsUp = true}, at(time)));
    }
    std::string twice(double lag, std::chrono::nanoseconds first, std::chrono::nanoseconds second)
    {
        const std::string before = observe(lag, first);
        return before + observe(lag, second);
    }
    static std::string said(const std::vector<ShedChange>& changes)
    {
        std::string text;
        for (const ShedChange& change : changes) text += (change.given ? "-" : "+") + std::string(degrade::nameOf(change.shed));
        return text;
    }

    degrade::ShedOrder m_order;
};

QTEST_GUILESS_MAIN(ShedOrderTest)
#include "shed_order_test.moc"
