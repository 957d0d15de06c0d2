// SPDX-License-Identifier: Apache-2.0
#include "pipeline/base/utf8.h"

#include <QtTest>

#include <string>

using namespace tailrace;

class Utf8Test : public QObject {
    Q_OBJECT

private slots:
    void findsTheFirstByteThatIsNotText_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("stray continuation") << QByteArray("\x80");
        QTest::newRow("overlong slash") << QByteArray("\xC0\xAF");
        QTest::newRow("overlong of three") << QByteArray("\xE0\x80\x80");
        QTest::newRow("overlong of four") << QByteArray("\xF0\x80\x80\x80");
        QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80");
        QTest::newRow("cut off") << QByteArray("\xF0\x9F\x98");
        QTest::newRow("above the last") << QByteArray("\xF4\x90\x80\x80");
        QTest::newRow("never a byte of UTF-8") << QByteArray("\xFF\xFE");
    }

    void findsTheFirstByteThatIsNotText()
    {
        QFETCH(QByteArray, bytes);
        const std::string text = "a" + bytes.toStdString() + "b";
        QCOMPARE(firstInvalidUtf8(text), std::optional<std::size_t>(1));
        QCOMPARE(utf8LengthAt(text, 1), std::size_t{0});
    }

    void findsNothingWrongInValidText()
    {
        QCOMPARE(firstInvalidUtf8("aü€😀\u07FF\u0800\uD7FF\uE000\U00010000\U0010FFFF"), std::optional<std::size_t>());
    }

    void countsCodePointsNotBytes()
    {
        QCOMPARE(codePointCount(""), std::size_t{0});
        QCOMPARE(codePointCount("aü€😀\u202F"), std::size_t{5});
    }

    void readsTheSameCodePointsAsQt()
    {
        for (char32_t point = 1; point <= 0x10FFFF; ++point) {
            if ((point >= 0xD800 && point <= 0xDFFF) || point == 0xFEFF) continue; // surrogates; Qt drops a byte order mark
            const std::string text = QString::fromUcs4(&point, 1).toStdString();
            if (utf8LengthAt(text, 0) != text.size()) QCOMPARE(utf8LengthAt(text, 0), text.size());
            if (codePoint(text) != point) QCOMPARE(static_cast<unsigned>(codePoint(text)), static_cast<unsigned>(point));
        }
    }
};

QTEST_GUILESS_MAIN(Utf8Test)
#include "utf8_test.moc"
