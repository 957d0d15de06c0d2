// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "pipeline/recommend/text_escape.h"

using namespace tailrace::recommend;

class TextEscapeTest : public QObject {
    Q_OBJECT

private slots:
    void escapesHtml();
    void percentEncodesUrlSegments();
    void replacesInvalidUtf8_data();
    void replacesInvalidUtf8();
};

namespace {

std::string html(std::string_view text) { std::string out; appendHtml(out, text); return out; }

} // namespace

void TextEscapeTest::escapesHtml()
{
    QCOMPARE(html("<a href=\"x\" b='y'>&amp;</a>"), std::string("&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;"));
    QCOMPARE(html("plain \xC3\xBC \xF0\x9F\x91\x9F"), std::string("plain \xC3\xBC \xF0\x9F\x91\x9F"));
    QCOMPARE(html(std::string_view("a\0b\x1B\x7F\n", 6)), std::string("a\xEF\xBF\xBD" "b\xEF\xBF\xBD\xEF\xBF\xBD\n"));
    QCOMPARE(html(""), std::string());
}

void TextEscapeTest::percentEncodesUrlSegments()
{
    std::string out = "/product/";
    appendUrlSegment(out, "../a b?\"\xC3\xBC~");
    QCOMPARE(out, std::string("/product/..%2fa%20b%3f%22%c3%bc~"));
}

void TextEscapeTest::replacesInvalidUtf8_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("lone continuation") << QByteArray("\x80");
    QTest::newRow("overlong") << QByteArray("\xC0\xAF");
    QTest::newRow("overlong of three") << QByteArray("\xE0\x80\x80");
    QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80");
    QTest::newRow("beyond Unicode") << QByteArray("\xF4\x90\x80\x80");
    QTest::newRow("cut off") << QByteArray("\xF0\x9F\x91");
}

void TextEscapeTest::replacesInvalidUtf8()
{
    QFETCH(QByteArray, bytes);
    std::string replaced;
    for (qsizetype i = 0; i < bytes.size(); ++i) replaced += "\xEF\xBF\xBD";
    QCOMPARE(html("<" + bytes.toStdString() + "x"), "&lt;" + replaced + "x");
}

QTEST_GUILESS_MAIN(TextEscapeTest)
#include "text_escape_test.moc"
