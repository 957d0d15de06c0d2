// SPDX-License-Identifier: Apache-2.0
#include "pipeline/event/event_decoder.h"

#include <QTest>
#include <atomic>
#include <cstdlib>
#include <new>

#include "tests/pipeline/event/padded_text.h"
#include "tests/pipeline/event/sample_events.h"

using namespace tailrace;
using namespace tailrace::event;

namespace {

std::atomic<int> allocations = 0;

void* counted(std::size_t size) noexcept
{
    ++allocations;
    return std::malloc(size);
}

} // namespace

// The whole program's, so that nothing the decoder calls escapes the count.
void* operator new(std::size_t size)
{
    void* const memory = counted(size);
    return memory ? memory : throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return counted(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace {

// The text is kept beside the event, which borrows from it.
struct Decoded {
    explicit Decoded(std::string_view json) : text(json), status(decoder.decode(text.view(), event)) {}
    std::string field() const { return std::string(decoder.faultField()); }

    PaddedText text;
    EventDecoder decoder;
    Event event;
    DecodeStatus status;
};

std::string withPayload(std::string_view type, std::string_view payload)
{
    auto event = leastEvent();
    event["type"] = type;
    event["payload"] = nlohmann::json::parse(payload);
    return event.dump();
}

std::string nested(int levels)
{
    const auto count = static_cast<std::size_t>(levels);
    auto text = leastEvent().dump();
    text.back() = ',';
    return text + "\"x\":" + std::string(count, '[') + std::string(count, ']') + "}";
}

} // namespace

class EventDecoderTest : public QObject {
    Q_OBJECT

private slots:
    void readsEveryField()
    {
        const Decoded d(fullEvent().dump());
        QCOMPARE(d.status, DecodeStatus::Decoded);
        QCOMPARE(d.event.id, "4ba8f147-05cf-48c6-b218-0def4f209181");
        QCOMPARE(d.event.type, EventType::ProductView);
        QCOMPARE(d.event.typeName, "product_view");
        QCOMPARE(toMillis(d.event.timestamp), 1742986606033);
        QCOMPARE(d.event.product.id, "5");
        QCOMPARE(d.event.product.category, "Kid shoes");
        QCOMPARE(d.event.product.brand, "Snowplow");
        QCOMPARE(d.event.product.price, 42.99);
        QCOMPARE(d.event.cartTotal, std::optional(85.98));
        QCOMPARE(d.event.checkoutStep, 2);
        QCOMPARE(d.event.listName, "New series");
        QCOMPARE(d.event.pageUrl, "http://localhost:3000/search?q=shoe");
        QCOMPARE(d.event.userId, "trent@example.com");
        QCOMPARE(d.event.domainUserId, "67430c52-68fb-4277-baeb-b6033403094a");
        QCOMPARE(d.event.campaign, "winter-sale");
        QCOMPARE(d.event.platform, "web");
        QCOMPARE(d.event.sessionId, "c9727c0f-0f83-4a70-9eca-a415cf9ea52b");
    }

    void leavesAbsentFieldsEmpty()
    {
        const Decoded d(leastEvent().dump());
        QCOMPARE(d.status, DecodeStatus::Decoded);
        QVERIFY(d.event.product.id.empty() && d.event.listName.empty() && d.event.userId.empty() && d.event.sessionId.empty());
        QVERIFY(!d.event.cartTotal);
        QCOMPARE(d.event.checkoutStep, 0);
        QCOMPARE(d.event.shopper(), "v");
    }

    void takesTheClientPageWhereThePayloadNamesNone()
    {
        QCOMPARE(Decoded(withoutValue(fullEvent(), "/payload/page_url")).event.pageUrl, "http://localhost:3000/client");
    }

    void takesTheFirstOfSeveralProductsInLists()
    {
        constexpr auto Payload = R"({"products": [{"id": "7", "price": 3}, {"id": "8"}]})";
        QCOMPARE(Decoded(withPayload("list_view", Payload)).event.product.id, "7");
        QCOMPARE(Decoded(withPayload("list_click", Payload)).event.product.price, 3.0);
        QCOMPARE(Decoded(withPayload("page_view", Payload)).event.product.id, "");
        QCOMPARE(Decoded(withPayload("list_view", R"({"products": [{"id": "7"}], "product": {"id": "9"}})")).event.product.id, "9");
        QCOMPARE(Decoded(withPayload("list_view", R"({"products": [{"id": "7"}], "product": {}})")).event.product.id, "7");
        QCOMPARE(Decoded(withPayload("list_view", R"({"products": []})")).status, DecodeStatus::Decoded);
        QCOMPARE(Decoded(withPayload("list_view", R"({"products": null})")).status, DecodeStatus::Decoded);
    }

    void takesNullForAbsent()
    {
        for (const auto* pointer : {"/payload", "/payload/product", "/payload/product/id", "/payload/product/price", "/payload/cart",
                 "/payload/cart/total_value", "/payload/checkout_step", "/payload/checkout_step/step", "/payload/list_name",
                 "/enrich/client", "/enrich/client/page", "/enrich/marketing", "/enrich/user/user_id", "/session"}) {
            const Decoded d(withValue(fullEvent(), pointer, nullptr));
            QVERIFY2(d.status == DecodeStatus::Decoded, pointer);
        }
        QCOMPARE(Decoded(withValue(fullEvent(), "/enrich/user/user_id", nullptr)).event.shopper(), "67430c52-68fb-4277-baeb-b6033403094a");
        QCOMPARE(Decoded(withValue(fullEvent(), "/id", nullptr)).status, DecodeStatus::MissingField);
        QCOMPARE(Decoded(withValue(fullEvent(), "/timestamp", nullptr)).status, DecodeStatus::MissingField);
    }

    void namesTheFieldOfTheWrongType_data()
    {
        QTest::addColumn<QString>("pointer");
        for (const auto* pointer :
            {"/id", "/type", "/timestamp", "/payload", "/payload/product", "/payload/product/id", "/payload/product/category",
                "/payload/product/brand", "/payload/products", "/payload/cart", "/payload/cart/total_value", "/payload/checkout_step",
                "/payload/checkout_step/step", "/payload/list_name", "/payload/page_url", "/enrich", "/enrich/client",
                "/enrich/client/page", "/enrich/client/page/page_url", "/enrich/user", "/enrich/user/user_id", "/enrich/user/domain_userid",
                "/enrich/marketing", "/enrich/marketing/mkt_campaign", "/enrich/platform", "/session", "/session/sessionId"})
            QTest::newRow(pointer) << pointer;
    }

    void namesTheFieldOfTheWrongType()
    {
        QFETCH(QString, pointer);
        const auto json = withValue(fullEvent(), pointer.toStdString(), true);
        const Decoded d(json);
        QCOMPARE(d.status, DecodeStatus::WrongType);
        QCOMPARE(QString::fromStdString(d.field()), pointer.mid(1).replace('/', '.'));
        QVERIFY(d.decoder.faultPosition().has_value());
        QCOMPARE(json.substr(*d.decoder.faultPosition(), 4), std::string("true"));
        QVERIFY(d.event.id.empty());
    }

    void readsAPriceThatIsNoNumberAsNought()
    {
        const Decoded d(withValue(fullEvent(), "/payload/product/price", "42.99"));
        QCOMPARE(d.status, DecodeStatus::Decoded);
        QCOMPARE(d.event.product.price, 0.0);
    }

    void readsWholeStepsOnly()
    {
        QCOMPARE(Decoded(withValue(fullEvent(), "/payload/checkout_step/step", 3.0)).event.checkoutStep, 3);
        for (const double step : {-1.0, 1.5, 2147483648.0, 1e300})
            QCOMPARE(Decoded(withValue(fullEvent(), "/payload/checkout_step/step", step)).status, DecodeStatus::WrongType);
    }

    void unescapesTextAndKeys()
    {
        const Decoded d(R"({"\u0069d":"a\u002fb\n\ud83d\ude00","type":"page_view","timestamp":"2025-03-26T10:56:46Z",)"
                        R"("enrich":{"user":{"user_id":"r\u00fc\\"}}})");
        QCOMPARE(d.status, DecodeStatus::Decoded);
        QCOMPARE(d.event.id, "a/b\n😀");
        QCOMPARE(d.event.userId, "rü\\");
    }

    void takesTheFirstOfTwoFieldsOfOneName()
    {
        auto json = leastEvent().dump();
        json.back() = ',';
        const Decoded d(json + R"("id":"b","timestamp":"2026-01-01T00:00:00Z","enrich":{"user":{"domain_userid":"w"}}})");
        QCOMPARE(d.status, DecodeStatus::Decoded);
        QCOMPARE(d.event.id, "a");
        QCOMPARE(d.event.shopper(), "v");
        QCOMPARE(toMillis(d.event.timestamp), 1742986606000);
    }

    void allowsSpaceAroundEverything()
    {
        const Decoded d(" \n\t" + fullEvent().dump(4) + "\r\n ");
        QCOMPARE(d.status, DecodeStatus::Decoded);
        QCOMPARE(d.event.sessionId, "c9727c0f-0f83-4a70-9eca-a415cf9ea52b");
    }

    void saysWhatIsMissing_data()
    {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<QString>("field");
        QTest::newRow("id") << "/id"
                            << "id";
        QTest::newRow("type") << "/type"
                              << "type";
        QTest::newRow("timestamp") << "/timestamp"
                                   << "timestamp";
        QTest::newRow("enrich") << "/enrich"
                                << "enrich";
        QTest::newRow("user") << "/enrich/user"
                              << "enrich.user";
        QTest::newRow("shopper") << "/enrich/user/domain_userid"
                                 << "enrich.user.user_id";
    }

    void saysWhatIsMissing()
    {
        QFETCH(QString, pointer);
        QFETCH(QString, field);
        const Decoded d(withoutValue(leastEvent(), pointer.toStdString()));
        QCOMPARE(d.status, DecodeStatus::MissingField);
        QCOMPARE(QString::fromStdString(d.field()), field);
    }

    void refusesWhatIsNoEvent_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("status");
        const auto row = [](const char* name, QByteArray text, DecodeStatus status) {
            QTest::newRow(name) << std::move(text) << static_cast<int>(status);
        };
        const auto least = QByteArray::fromStdString(leastEvent().dump());
        const auto with = [&least](const QByteArray& field) { return least.chopped(1) + "," + field + "}"; };
        row("empty", "", DecodeStatus::NotJson);
        row("white space", " \n\t ", DecodeStatus::NotJson);
        row("array", "[" + least + "]", DecodeStatus::NotAnObject);
        row("string", "\"event\"", DecodeStatus::NotAnObject);
        row("number", "12", DecodeStatus::NotAnObject);
        row("null", "null", DecodeStatus::NotAnObject);
        row("word", "event", DecodeStatus::NotJson);
        row("two events", least + least, DecodeStatus::NotJson);
        row("trailing brace", least + "}", DecodeStatus::NotJson);
        row("trailing word", least + " x", DecodeStatus::NotJson);
        row("NUL behind", least + QByteArray(1, '\0'), DecodeStatus::NotJson);
        row("NUL before", QByteArray(1, '\0') + least, DecodeStatus::NotJson);
        row("NUL in a string", with(QByteArray("\"x\":\"a\0b\"", 9)), DecodeStatus::NotJson);
        row("line feed in a string", with("\"x\":\"a\nb\""), DecodeStatus::NotJson);
        row("invalid UTF-8", with("\"x\":\"\xC3\x28\""), DecodeStatus::NotJson);
        row("half a surrogate pair", with(R"("x":"\ud800")"), DecodeStatus::NotJson);
        row("the other half", with(R"("x":"\udc00")"), DecodeStatus::NotJson);
        row("half a pair in a key", with(R"("\udc00":1)"), DecodeStatus::NotJson);
        row("unknown escape", with(R"("x":"\q")"), DecodeStatus::NotJson);
        row("huge number", with("\"x\":1e400"), DecodeStatus::NotJson);
        row("number with a leading nought", with("\"x\":012"), DecodeStatus::NotJson);
        row("number without digits", with("\"x\":-"), DecodeStatus::NotJson);
        row("number without decimals", with("\"x\":1."), DecodeStatus::NotJson);
        row("number with letters", with("\"x\":12ab"), DecodeStatus::NotJson);
        row("misspelt word", with("\"x\":nulx"), DecodeStatus::NotJson);
        row("not a number", with("\"x\":NaN"), DecodeStatus::NotJson);
        row("missing colon", with("\"x\" 1"), DecodeStatus::NotJson);
        row("missing comma", with("\"x\":[1 2]"), DecodeStatus::NotJson);
        row("comma at the end", least.chopped(1) + ",}", DecodeStatus::NotJson);
        row("key without quotes", with("x:1"), DecodeStatus::NotJson);
        row("wrong bracket", with("\"x\":[1}"), DecodeStatus::NotJson);
        row("missing bracket", with("\"x\":[1"), DecodeStatus::NotJson);
        row("comment", with("/* */ \"x\":1"), DecodeStatus::NotJson);
        row("byte order mark", "\xEF\xBB\xBF" + least, DecodeStatus::NotJson);
        row("deep brackets", QByteArray(100000, '['), DecodeStatus::NotAnObject);
        row("deep objects", QByteArray("{\"a\":").repeated(100000), DecodeStatus::NotJson);
        row("bad timestamp", QByteArray::fromStdString(withValue(leastEvent(), "/timestamp", "today")), DecodeStatus::BadTimestamp);
        row("empty timestamp", QByteArray::fromStdString(withValue(leastEvent(), "/timestamp", "")), DecodeStatus::BadTimestamp);
        row("empty id", QByteArray::fromStdString(withValue(leastEvent(), "/id", "")), DecodeStatus::MissingField);
    }

    void refusesWhatIsNoEvent()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, status);
        const Decoded d({text.data(), static_cast<std::size_t>(text.size())});
        QCOMPARE(static_cast<int>(d.status), status);
        QVERIFY(d.event.id.empty());
    }

    void acceptsBigNumbersThatNobodyReads()
    {
        auto json = leastEvent().dump();
        json.back() = ',';
        QCOMPARE(Decoded(json + "\"x\":123456789012345678901234567890,\"y\":-1.5E-400}").status, DecodeStatus::Decoded);
    }

    void limitsDepth()
    {
        QCOMPARE(Decoded(nested(EventDepthLimit - 1)).status, DecodeStatus::Decoded);
        QCOMPARE(Decoded(nested(EventDepthLimit)).status, DecodeStatus::TooDeep);
        QCOMPARE(Decoded(nested(200000)).status, DecodeStatus::TooDeep);
    }

    void limitsSize()
    {
        auto json = leastEvent().dump();
        json.append(EventSizeLimit - json.size(), ' ');
        QCOMPARE(Decoded(json).status, DecodeStatus::Decoded);
        QCOMPARE(Decoded(json + " ").status, DecodeStatus::TooLarge);
    }

    void refusesEveryBeginningOfAnEvent()
    {
        const auto json = fullEvent().dump();
        EventDecoder decoder;
        Event event;
        for (std::size_t size = 0; size < json.size(); ++size) {
            const PaddedText part(std::string_view(json).substr(0, size));
            QVERIFY2(decoder.decode(part.view(), event) != DecodeStatus::Decoded, json.substr(0, size).c_str());
        }
    }

    // Each text is given in two parts: the fault stands where the second begins.
    void pointsAtTheFault_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<int>("status");
        const auto row = [](const char* name, QByteArray before, QByteArray from, DecodeStatus status = DecodeStatus::NotJson) {
            QTest::newRow(name) << std::move(before) << std::move(from) << static_cast<int>(status);
        };
        const auto least = QByteArray::fromStdString(leastEvent().dump());
        const auto open = least.chopped(1) + ",";
        row("empty", "", "");
        row("white space", " \n\t ", "");
        row("word", "", "event");
        row("cut in an object", least.chopped(1), "");
        row("cut behind a comma", open, "");
        row("cut behind a key", open + "\"x\"", "");
        row("cut behind a colon", open + "\"x\": ", "");
        row("cut in a number", open + "\"x\":12", "");
        row("cut in a word", open + "\"x\":tru", "");
        row("unterminated string", open + "\"x\":\"abc", "");
        row("unterminated string behind an escape", open + "\"x\":\"abc\\\"", "");
        row("unterminated key", open + "\"x", "");
        row("bad escape", open + "\"x\":\"abc\\", "q\"}");
        row("bad code", open + "\"x\":\"\\u00", "zz\"}");
        row("half a surrogate pair", open + "\"x\":\"\\ud800", "abc\"}");
        row("line feed in a string", open + "\"x\":\"a", "\nb\"}");
        row("NUL in a string", open + "\"x\":\"a", QByteArray("\0b\"}", 4));
        row("invalid UTF-8", open + "\"x\":\"a", "\xC3\x28\"}");
        row("invalid UTF-8 before another fault", "{\"id\":\"", "\xFF\"x}");
        row("invalid UTF-8 behind another fault", "{\"id\":\"a\" ", "x\"\xFF\"}");
        row("UTF-8 cut off", open + "\"x\":\"a", "\xE2\x82");
        row("surrogate in UTF-8", open + "\"x\":\"a", "\xED\xA0\x80\"}");
        row("huge number", open + "\"x\":", "1e400}");
        row("huge number in a list", open + "\"x\":[1, ", "-1e400]}");
        row("huge number that is read", "{\"payload\":{\"cart\":{\"total_value\":", "1e400}}}");
        row("number with a leading nought", open + "\"x\":0", "12}");
        row("number without digits", open + "\"x\":-", "}");
        row("number without decimals", open + "\"x\":1.", "}");
        row("number without exponent", open + "\"x\":1e", ",\"y\":2}");
        row("number with a plus", open + "\"x\":", "+1}");
        row("number with letters", open + "\"x\":12", "ab}");
        row("misspelt word", open + "\"x\":nul", "x}");
        row("longer word", open + "\"x\":null", "s}");
        row("not a number", open + "\"x\":", "NaN}");
        row("missing colon", open + "\"x\" ", "12}");
        row("two colons", open + "\"x\":", ":1}");
        row("missing comma before a number", open + "\"x\":[1 ", "234]}");
        row("missing comma before a text", open + "\"x\":[1", "\"a b\"]}");
        row("missing comma between texts", open + "\"x\":[\"a\" ", "\"b\\\"c\"]}");
        row("missing comma before a word", open + "\"x\":[{} ", "true]}");
        row("missing comma before a key", open + "\"x\":1 ", "\"y\":2}");
        row("two commas", open + "\"x\":[1,", ",2]}");
        row("comma first", open + "\"x\":[", ",2]}");
        row("comma at the end", open, "}");
        row("comma at the end of a list", open + "\"x\":[1, ", "]}");
        row("key without quotes", open, "x:1}");
        row("number for a key", open, "12:1}");
        row("wrong bracket", open + "\"x\":[1", "}}");
        row("comment", open, "/* */ \"x\":1}");
        row("two events", least + "\n ", least);
        row("trailing brace", least, "}");
        row("trailing word", least + " ", "null");
        row("trailing number", least + " ", "123");
        row("trailing text", least + " ", "\"a\"");
        row("trailing comma", least, ",");
        row("NUL behind", least, QByteArray(1, '\0'));
        row("NUL before", "", QByteArray(1, '\0') + least);
        row("byte order mark", "", "\xEF\xBB\xBF" + least);
        row("array", " ", "[" + least + "]", DecodeStatus::NotAnObject);
        row("too deep in lists", open + "\"x\":" + QByteArray(EventDepthLimit - 1, '['), "[]" + QByteArray(EventDepthLimit - 1, ']') + "}",
            DecodeStatus::TooDeep);
        row("too deep in objects", QByteArray("{\"a\":").repeated(EventDepthLimit), "{}" + QByteArray(EventDepthLimit, '}'),
            DecodeStatus::TooDeep);
        row("much too deep", open + "\"x\":" + QByteArray(EventDepthLimit - 1, '['),
            QByteArray(200000, '[') + QByteArray(EventDepthLimit - 1 + 200000, ']') + "}", DecodeStatus::TooDeep);
    }

    void pointsAtTheFault()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, from);
        QFETCH(int, status);
        const Decoded d((before + from).toStdString());
        QCOMPARE(static_cast<int>(d.status), status);
        QVERIFY(d.decoder.faultPosition().has_value());
        QCOMPARE(*d.decoder.faultPosition(), static_cast<std::size_t>(before.size()));
    }

    void allocatesNothingOnceItIsBuilt()
    {
        auto large = fullEvent();
        large["x"] = std::string(500000, 'x') + "\n";
        const PaddedText texts[] = {PaddedText(leastEvent().dump()), PaddedText(large.dump()), PaddedText("{\"id\":1}")};
        EventDecoder decoder;
        Event event;
        const int before = allocations;
        for (const auto& text : texts) decoder.decode(text.view(), event);
        const int after = allocations;
        QCOMPARE(after, before);
        QVERIFY(before > 0);
    }

    void forgetsTheLastEvent()
    {
        EventDecoder decoder;
        Event event;
        const PaddedText full(fullEvent().dump());
        const PaddedText least(leastEvent().dump());
        const PaddedText wrong("{\"id\":1}");
        QCOMPARE(decoder.decode(full.view(), event), DecodeStatus::Decoded);
        QCOMPARE(decoder.decode(wrong.view(), event), DecodeStatus::WrongType);
        QCOMPARE(decoder.decode(least.view(), event), DecodeStatus::Decoded);
        QVERIFY(decoder.faultField().empty() && !decoder.faultPosition());
        QVERIFY(event.userId.empty() && event.product.id.empty() && !event.cartTotal);
    }
};

QTEST_GUILESS_MAIN(EventDecoderTest)
#include "event_decoder_test.moc"
