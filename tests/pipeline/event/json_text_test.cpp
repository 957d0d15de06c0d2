// SPDX-License-Identifier: Apache-2.0
#include "pipeline/event/json_text.h"

#include <QTest>
#include <nlohmann/json.hpp>

using namespace tailrace::event;

namespace {

std::string written(std::string_view text)
{
    std::string out;
    appendJsonString(out, text);
    return out;
}

} // namespace

class JsonTextTest : public QObject {
    Q_OBJECT

private slots:
    void escapesWhatMustBeEscaped()
    {
        QCOMPARE(written(""), std::string("\"\""));
        QCOMPARE(written("a\"b\\c/d"), std::string("\"a\\\"b\\\\c/d\""));
        QCOMPARE(written("\n\r\t"), std::string("\"\\n\\r\\t\""));
        QCOMPARE(written(std::string_view("\0\x1f", 2)), std::string("\"\\u0000\\u001f\""));
    }

    void appendsToWhatIsThere()
    {
        std::string out = "x=";
        appendJsonString(out, "y");
        QCOMPARE(out, std::string("x=\"y\""));
    }

    void isReadBackAsWritten()
    {
        std::string all;
        for (int byte = 0; byte < 0x80; ++byte) all += static_cast<char>(byte);
        all += "ü€😀\u2028\U0010FFFF\uFFFD";
        QCOMPARE(nlohmann::json::parse(written(all)).get<std::string>(), all);
    }

    void replacesWhatIsNotUtf8_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("replaced");
        QTest::newRow("stray continuation") << QByteArray("\x80") << 1;
        QTest::newRow("overlong slash") << QByteArray("\xC0\xAF") << 2;
        QTest::newRow("overlong of three") << QByteArray("\xE0\x80\x80") << 3;
        QTest::newRow("surrogate") << QByteArray("\xED\xA0\x80") << 3;
        QTest::newRow("cut off") << QByteArray("\xF0\x9F\x98") << 3;
        QTest::newRow("above the last") << QByteArray("\xF4\x90\x80\x80") << 4;
        QTest::newRow("never a byte of UTF-8") << QByteArray("\xFF\xFE") << 2;
    }

    void replacesWhatIsNotUtf8()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, replaced);
        const std::string text = "a" + bytes.toStdString() + "b";
        std::string expected = "a";
        for (int i = 0; i < replaced; ++i) expected += "\uFFFD";
        QCOMPARE(nlohmann::json::parse(written(text)).get<std::string>(), expected + "b");
    }
};

QTEST_GUILESS_MAIN(JsonTextTest)
#include "json_text_test.moc"
