// SPDX-License-Identifier: Apache-2.0
#include "tests/support/studio_window.h"
#include "ui/scenario/incident_bar.h"
#include "ui/scenario/rate_dial.h"

using namespace tailrace;
using namespace tailrace::ui;
using simulator::IncidentKind;
using namespace std::chrono_literals;

// What the page Scenario does to a run while it goes on.
class ByHandTest : public QObject, private test::StudioWindow {
    Q_OBJECT
private slots:
    void initTestCase() { m_record = test::RunRecordBuilder().seconds(10).eventsPerSecond(500).build(); }

    void init()
    {
        open(m_record);
        QTest::keyClick(m_window.get(), Qt::Key_4);
    }

    void cleanup() { m_window.reset(); }

    void nothingCanBeDoneWhileNothingRuns()
    {
        for (const auto& incident : simulator::IncidentNames) {
            const auto* button = buttonOf(incident);
            QVERIFY(!button->isEnabled() && button->toolTip().contains("Nothing runs"));
        }
        QVERIFY(!find<QSlider>("rateSlider")->isEnabled());
    }

    void eachIncidentIsPlayedByItsButton()
    {
        play(3);
        find<QSpinBox>("incidentSeconds")->setValue(5);
        for (const auto& incident : simulator::IncidentNames) {
            QTest::mouseClick(buttonOf(incident), Qt::LeftButton);
            QVERIFY(!m_control->played.empty());
            const simulator::ScheduledIncident& last = m_control->played.back();
            QCOMPARE(last.kind, incident.kind);
            QCOMPARE(last.length == 5s, incident.lasts);
            QCOMPARE(last.delay > 0ms, incident.kind == IncidentKind::RedisSlow);
        }
        QCOMPARE(m_control->played.size(), simulator::IncidentNames.size());
        m_feed->pull();
        QTRY_VERIFY(find<QLabel>("incidentState")->text().contains("broker stalled, since 0:03"));
        QCOMPARE(m_feed->incidents().size(), simulator::IncidentNames.size()); // what every chart marks
    }

    void thePaletteDoesTheSame()
    {
        play(3);
        runCommand("kill broker");
        QCOMPARE(m_control->played.size(), std::size_t{1});
        QCOMPARE(m_control->played[0].kind, IncidentKind::BrokerKilled);
    }

    void aSliderOnItsWayIsOneChange()
    {
        play(3);
        auto* slider = find<QSlider>("rateSlider");
        slider->setFocus();
        for (int i = 0; i < 10; ++i) QTest::keyClick(slider, Qt::Key_Right);
        QVERIFY(m_control->factors.empty());
        QTRY_COMPARE(m_control->factors, std::vector<double>{2});
        QCOMPARE(find<QDoubleSpinBox>("rateFactor")->value(), 2.0);
        m_feed->pull();
        QTRY_VERIFY(find<QLabel>("rateState")->text().startsWith("since 0:03"));
        QTest::mouseClick(find<QPushButton>("rateReset"), Qt::LeftButton);
        QTRY_COMPARE(m_control->factors, (std::vector<double>{2, 1}));
        QCOMPARE(slider->value(), 0);
    }

    void aNumberThatIsTypedIsHeldToItsRange()
    {
        play(3);
        auto* factor = find<QDoubleSpinBox>("rateFactor");
        factor->setFocus();
        factor->selectAll();
        QTest::keyClicks(factor, "0.5");
        QTest::keyClick(factor, Qt::Key_Return);
        QTRY_COMPARE(m_control->factors, std::vector<double>{0.5});
        QCOMPARE(find<QSlider>("rateSlider")->value(), -100);
        factor->setValue(100);
        QCOMPARE(factor->value(), 4.0);
    }

    void anotherRunBeginsWithItsOwnRate()
    {
        play(3);
        find<QDoubleSpinBox>("rateFactor")->setValue(2);
        QTRY_COMPARE(m_control->factors.size(), std::size_t{1});
        m_control->enter(test::FakeRunControl::Phase::Done);
        QTRY_COMPARE(m_feed->shown().kind, ShownRun::Kind::Finished);
        QVERIFY(!find<QSlider>("rateSlider")->isEnabled());
        QVERIFY(find<QLabel>("incidentState")->text().contains("This run is over"));
        m_feed->start({});
        QCOMPARE(find<QDoubleSpinBox>("rateFactor")->value(), 1.0);
        QCOMPARE(m_control->factors.size(), std::size_t{1});
    }

private:
    QPushButton* buttonOf(const simulator::IncidentName& incident) const
    {
        return find<QPushButton>(("incident-" + std::string(incident.name)).c_str());
    }

    report::RunRecord m_record;
};

QTEST_MAIN(ByHandTest)
#include "by_hand_test.moc"
