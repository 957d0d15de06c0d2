// SPDX-License-Identifier: Apache-2.0
#include "pipeline/event/dead_letter.h"

#include <QTest>
#include <fstream>
#include <nlohmann/json.hpp>

#include "pipeline/event/iso_time.h"

using namespace tailrace;
using namespace tailrace::event;
using nlohmann::json;

namespace {

const Verdict WrongType{RejectReason::WrongType, "payload.cart", 17};

std::string written(std::string_view payload, std::size_t limit = DeadLetterPayloadLimit, const Verdict& verdict = WrongType)
{
    std::string out;
    appendDeadLetter(out, verdict, parseIsoTime("2025-03-26T10:56:46.033Z").value(), payload, limit);
    return out;
}

json letter(std::string_view payload, std::size_t limit = DeadLetterPayloadLimit) { return json::parse(written(payload, limit)); }

} // namespace

class DeadLetterTest : public QObject {
    Q_OBJECT

private slots:
    void saysWhyWhereAndWhen()
    {
        const auto l = letter("{\"a\": \"\\n\"}\n");
        QVERIFY(l.at("reason") == "wrong_type");
        QVERIFY(l.at("field") == "payload.cart");
        QVERIFY(l.at("position") == 17);
        QVERIFY(l.at("collector_time") == "2025-03-26T10:56:46.033Z");
        QVERIFY(l.at("size") == 12);
        QVERIFY(l.at("truncated") == false);
        QVERIFY(l.at("encoding") == "utf-8");
        QVERIFY(l.at("payload") == "{\"a\": \"\\n\"}\n");
    }

    void leavesOpenWhatIsNotKnown()
    {
        const auto l = json::parse(written("", DeadLetterPayloadLimit, Verdict{RejectReason::NotJson, {}, std::nullopt}));
        QVERIFY(l.at("field").is_null());
        QVERIFY(l.at("position").is_null());
        QVERIFY(l.at("payload") == "");
    }

    void hasTheFieldsOfTheSchema()
    {
        const auto schema = json::parse(std::ifstream(TAILRACE_SOURCE_DIR "/resources/schemas/dead-letter.schema.json"));
        const auto l = letter("x");
        QCOMPARE(schema.at("required").size(), l.size());
        QCOMPARE(schema.at("properties").size(), l.size());
        for (const auto& name : schema.at("required")) QVERIFY2(l.contains(name.get<std::string>()), name.get<std::string>().c_str());
    }

    void isOneLine() { QCOMPARE(written("a\nb\r\nc\0d").find('\n'), std::string::npos); }

    void keepsBytesThatAreNoText_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("one") << QByteArray("\xFF");
        QTest::newRow("two") << QByteArray("\xFF\x00", 2);
        QTest::newRow("three") << QByteArray("\xFF\xFE\xFD");
        QTest::newRow("UTF-16") << QByteArray("\xFF\xFE{\x00\"\x00", 6);
        QByteArray all;
        for (int i = 0; i < 256; ++i) all.append(static_cast<char>(i));
        QTest::newRow("all") << all;
    }

    void keepsBytesThatAreNoText()
    {
        QFETCH(QByteArray, bytes);
        const auto l = letter({bytes.data(), static_cast<std::size_t>(bytes.size())});
        QVERIFY(l.at("encoding") == "base64");
        QVERIFY(l.at("size") == bytes.size());
        QCOMPARE(QByteArray::fromStdString(l.at("payload").get<std::string>()), bytes.toBase64());
        QVERIFY(textOfDeadLetter(l.dump()) == bytes.toStdString());
    }

    void givesTheTextBack()
    {
        QVERIFY(textOfDeadLetter(letter("{\"id\":\"\\n\"} \xC3\xA9").dump()) == "{\"id\":\"\\n\"} \xC3\xA9");
        QVERIFY(!textOfDeadLetter(letter("0123456789", 4).dump()));
        QVERIFY(!textOfDeadLetter("no letter"));
    }

    void saysThatItIsTruncated()
    {
        const auto l = letter("0123456789", 4);
        QVERIFY(l.at("payload") == "0123");
        QVERIFY(l.at("truncated") == true);
        QVERIFY(l.at("size") == 10);
        QVERIFY(letter("0123", 4).at("truncated") == false);
    }

    void cutsBetweenCharacters()
    {
        for (std::size_t limit = 1; limit < 5; ++limit) {
            const auto l = letter("a😀b", limit);
            QVERIFY(l.at("payload") == "a");
            QVERIFY(l.at("encoding") == "utf-8");
        }
        QVERIFY(letter("a😀b", 5).at("payload") == "a😀");
        QVERIFY(letter("a\xF0zzz", 3).at("encoding") == "base64");
    }

    void fitsARecordOfTheBroker()
    {
        QVERIFY(written(std::string(EventSizeLimit + 1, '\x01')).size() < 900 * 1024);
        QVERIFY(written(std::string(EventSizeLimit + 1, '\xFF')).size() < 900 * 1024);
    }
};

QTEST_GUILESS_MAIN(DeadLetterTest)
#include "dead_letter_test.moc"
