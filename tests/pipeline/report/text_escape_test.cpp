// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/text_escape.h"

#include <QtTest/QtTest>

using namespace tailrace::report;

Q_DECLARE_METATYPE(std::string)

class TextEscapeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void replacesWhatIsNotPrintable_data();
    void replacesWhatIsNotPrintable();
    void leavesNoMarkupInHtml();
    void neverMakesACsvFormula_data();
    void neverMakesACsvFormula();
    void quotesCsvCells();
    void leavesNoMarkupInMarkdown();
};

void TextEscapeTest::replacesWhatIsNotPrintable_data()
{
    QTest::addColumn<std::string>("text");
    QTest::addColumn<std::string>("expected");
    const std::string bad = "\xEF\xBF\xBD";
    QTest::newRow("plain") << std::string("Müller ☃ 😀") << std::string("Müller ☃ 😀");
    QTest::newRow("controls") << std::string("a\x01\x1b[31m\nb\x7f", 10) << "a" + bad + bad + "[31m" + bad + "b" + bad;
    QTest::newRow("nul") << std::string("a\0b", 3) << "a" + bad + "b";
    QTest::newRow("stray continuation") << std::string("\x80x") << bad + "x";
    QTest::newRow("cut short") << std::string("x\xE2\x82") << "x" + bad + bad;
    QTest::newRow("overlong slash") << std::string("\xC0\xAF") << bad + bad;
    QTest::newRow("overlong three") << std::string("\xE0\x80\xAF") << bad + bad + bad;
    QTest::newRow("surrogate") << std::string("\xED\xA0\x80") << bad + bad + bad;
    QTest::newRow("beyond unicode") << std::string("\xF4\x90\x80\x80") << bad + bad + bad + bad;
    QTest::newRow("right-to-left override") << std::string("a\xE2\x80\xAE"
                                                           "b")
                                            << "a" + bad + "b";
}

void TextEscapeTest::replacesWhatIsNotPrintable()
{
    QFETCH(std::string, text);
    QFETCH(std::string, expected);
    QCOMPARE(printable(text), expected);
}

void TextEscapeTest::leavesNoMarkupInHtml()
{
    QCOMPARE(escapeHtml("<img src=x onerror=\"a('b')\">&"), std::string("&lt;img src=x onerror=&quot;a(&#39;b&#39;)&quot;&gt;&amp;"));
}

void TextEscapeTest::neverMakesACsvFormula_data()
{
    QTest::addColumn<std::string>("text");
    for (const char* text : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"}) QTest::newRow(text) << std::string(text);
}

void TextEscapeTest::neverMakesACsvFormula()
{
    QFETCH(std::string, text);
    QCOMPARE(csvCell(text).front(), '\'');
    // Quoting comes around the guard, not in front of what it guards.
    QCOMPARE(csvCell(text + ",").substr(0, 2), std::string("\"'"));
}

void TextEscapeTest::quotesCsvCells()
{
    QCOMPARE(csvCell("plain text"), std::string("plain text"));
    QCOMPARE(csvCell("a,b"), std::string("\"a,b\""));
    QCOMPARE(csvCell("say \"hi\""), std::string("\"say \"\"hi\"\"\""));
    QVERIFY(csvCell("two\r\nlines").find_first_of("\r\n") == std::string::npos);
}

void TextEscapeTest::leavesNoMarkupInMarkdown()
{
    QCOMPARE(escapeMarkdown("a|b`c`*d*\n[x](http://y)<b>&"),
        std::string("a\\|b\\`c\\`\\*d\\*\xEF\xBF\xBD\\[x\\]\\(http\\://y\\)&lt;b&gt;&amp;"));
}

QTEST_GUILESS_MAIN(TextEscapeTest)
#include "text_escape_test.moc"
