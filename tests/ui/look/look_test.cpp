// SPDX-License-Identifier: Apache-2.0
#include "ui/look/look.h"

#include <QtTest>

#include "pipeline/report/html_style.h"

using namespace tailrace::ui;

// The promises of the palette and of the fonts, computed.
class LookTest : public QObject {
    Q_OBJECT
private slots:
    void textIsReadableOnEveryGround_data() { themes(); }
    void textIsReadableOnEveryGround()
    {
        QFETCH(int, theme);
        const Tokens& t = tokensOf(static_cast<Theme>(theme));
        for (const QColor& ground : {t.window, t.panel, t.raised})
            for (const QColor& text : {t.text, t.secondary, t.accent, t.within, t.tight, t.over, t.idle})
                QVERIFY2(contrastOf(text, ground) >= 4.5,
                    qPrintable(text.name() + " on " + ground.name() + ": " + QString::number(contrastOf(text, ground))));
        QVERIFY(contrastOf(t.window, t.accent) >= 4.5); // of the main button
    }

    void stageHuesAreVisibleOnEveryGround_data() { themes(); }
    void stageHuesAreVisibleOnEveryGround()
    {
        QFETCH(int, theme);
        const Tokens& t = tokensOf(static_cast<Theme>(theme));
        for (const QColor& ground : {t.window, t.panel, t.raised})
            for (const QColor& hue : t.stages) QVERIFY2(contrastOf(hue, ground) >= 3, qPrintable(hue.name() + " on " + ground.name()));
    }

    void stateColoursAreNoStageHues_data() { themes(); }
    void stateColoursAreNoStageHues()
    {
        QFETCH(int, theme);
        const Tokens& t = tokensOf(static_cast<Theme>(theme));
        for (const QColor& state : {t.within, t.tight, t.over, t.idle, t.accent})
            QVERIFY(std::ranges::find(t.stages, state) == t.stages.end());
    }

    // Dark means many in the light theme, bright means many in the dark one.
    void heatRampIsOrdered_data() { themes(); }
    void heatRampIsOrdered()
    {
        QFETCH(int, theme);
        const Tokens& t = tokensOf(static_cast<Theme>(theme));
        for (std::size_t i = 1; i < t.heat.size(); ++i) QVERIFY(contrastOf(t.heat[i], t.panel) > contrastOf(t.heat[i - 1], t.panel));
    }

    void theReportHasTheSameColours_data() { themes(); }
    void theReportHasTheSameColours()
    {
        QFETCH(int, theme);
        const Tokens& t = tokensOf(static_cast<Theme>(theme));
        const QString style = QString::fromUtf8(tailrace::report::HtmlStyle);
        QList<QColor> all{t.window, t.panel, t.text, t.secondary, t.hairline, t.accent, t.within, t.tight, t.over, t.idle};
        for (const QColor& hue : t.stages) all << hue;
        for (const QColor& hue : t.heat) all << hue;
        for (const QColor& colour : all) QVERIFY2(style.contains(colour.name(), Qt::CaseInsensitive), qPrintable(colour.name()));
    }

    void contrastIsThatOfTheStandard()
    {
        QCOMPARE(qRound(contrastOf(Qt::white, Qt::black)), 21);
        QCOMPARE(contrastOf(Qt::red, Qt::red), 1.0);
        QVERIFY(contrastOf(QColor(0x777777), Qt::white) < 4.5); // the well-known grey that just fails
        QVERIFY(contrastOf(QColor(0x767676), Qt::white) >= 4.5);
    }

    void digitsHaveOneWidth()
    {
        const Type type = Type::ofPlatform();
        for (const QFont& font : {type.body, type.small, type.heading, type.hero, type.strong, type.sentence})
            QVERIFY2(hasTabularDigits(font), qPrintable(font.family()));
    }

    void switchesAndTellsSo()
    {
        Look look;
        QSignalSpy changed(&look, &Look::changed);
        look.choose(Look::Choice::Dark);
        QCOMPARE(QApplication::palette().color(QPalette::Window), tokensOf(Theme::Dark).window);
        look.toggle();
        QCOMPARE(look.theme(), Theme::Light);
        QCOMPARE(QApplication::palette().color(QPalette::Window), tokensOf(Theme::Light).window);
        QCOMPARE(changed.count(), 2);
    }

private:
    static void themes()
    {
        QTest::addColumn<int>("theme");
        QTest::newRow("light") << static_cast<int>(Theme::Light);
        QTest::newRow("dark") << static_cast<int>(Theme::Dark);
    }
};

QTEST_MAIN(LookTest)
#include "look_test.moc"
