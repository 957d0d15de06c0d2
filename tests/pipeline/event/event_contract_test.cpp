// SPDX-License-Identifier: Apache-2.0
#include "pipeline/event/event_contract.h"

#include <QTest>
#include <set>

#include "pipeline/event/iso_time.h"
#include "tests/pipeline/event/padded_text.h"
#include "tests/pipeline/event/sample_events.h"

using namespace tailrace;
using namespace tailrace::event;
using namespace std::chrono_literals;

namespace {

const EventTime Now = parseIsoTime("2025-03-26T11:00:00Z").value();

struct Judged {
    explicit Judged(std::string_view json, EventTime now = Now) : text(json), verdict(validator.check(text.view(), now, event)) {}
    std::string reason() const { return std::string(rejectReasonName(verdict.reason)); }

    PaddedText text;
    EventValidator validator;
    Event event;
    Verdict verdict;
};

Judged judged(const std::string& pointer, nlohmann::json value) { return Judged(withValue(fullEvent(), pointer, std::move(value))); }

} // namespace

class EventContractTest : public QObject {
    Q_OBJECT

private slots:
    void acceptsTheFullestAndTheLeastEvent()
    {
        QVERIFY(Judged(fullEvent().dump()).verdict.isAccepted());
        const Judged least(leastEvent().dump());
        QVERIFY(least.verdict.isAccepted());
        QCOMPARE(least.event.id, "a");
    }

    void limitsText_data()
    {
        QTest::addColumn<QString>("pointer");
        QTest::addColumn<int>("most");
        QTest::addColumn<QString>("reason");
        QTest::newRow("id") << "/id" << 64 << "bad_id";
        QTest::newRow("type") << "/type" << 64 << "bad_type";
        QTest::newRow("user") << "/enrich/user/user_id" << 256 << "bad_shopper";
        QTest::newRow("visitor") << "/enrich/user/domain_userid" << 256 << "bad_shopper";
    }

    void limitsText()
    {
        QFETCH(QString, pointer);
        QFETCH(int, most);
        QFETCH(QString, reason);
        const auto size = static_cast<std::size_t>(most);
        QVERIFY(judged(pointer.toStdString(), std::string(size, 'x')).verdict.isAccepted());
        const auto tooLong = judged(pointer.toStdString(), std::string(size + 1, 'x'));
        QCOMPARE(QString::fromStdString(tooLong.reason()), reason);
        QCOMPARE(QString::fromStdString(std::string(tooLong.verdict.field)), pointer.mid(1).replace('/', '.'));
        QVERIFY(tooLong.verdict.position.has_value());
        QCOMPARE(tooLong.text.view().substr(*tooLong.verdict.position, size + 3), '"' + std::string(size + 1, 'x') + '"');
        QVERIFY(tooLong.event.id.empty());
    }

    void wantsPrintableIds()
    {
        QVERIFY(judged("/id", " ~a-Z").verdict.isAccepted());
        for (const auto* id : {"a\nb", "\x7F", "ü", "a\tb"}) QCOMPARE(judged("/id", id).reason(), std::string("bad_id"));
        QCOMPARE(judged("/id", std::string("a\0b", 3)).reason(), std::string("bad_id"));
    }

    // Also of a text with escapes, of a field that stands twice, and not of one that only looks like it.
    void findsTheFieldToBlame()
    {
        const std::string before = R"({"x":{"id":"no"},"enrich.user.user_id":"no","y":[{"id":"no"}],"id":"","type":"t","id" : )",
                          from = R"("\u00fc","id":"b",)"
                                 R"("timestamp":"2025-03-26T10:56:46Z","enrich":{"user":{"user_id":"u"}}})";
        const Judged bad(before + from);
        QCOMPARE(bad.reason(), std::string("bad_id"));
        QCOMPARE(bad.verdict.position, std::optional(before.size()));
    }

    void limitsTheFuture()
    {
        const auto at = [](std::chrono::milliseconds ahead) {
            std::string text;
            appendIsoTime(text, Now + ahead);
            return judged("/timestamp", text);
        };
        QVERIFY(at(5min).verdict.isAccepted());
        const auto future = at(5min + 1ms);
        QCOMPARE(future.reason(), std::string("future_timestamp"));
        QCOMPARE(future.verdict.field, "timestamp");
        QVERIFY(future.verdict.position.has_value());
        QVERIFY(future.text.view().substr(0, *future.verdict.position).ends_with("\"timestamp\":"));
        QVERIFY(at(-24h * 365).verdict.isAccepted());
    }

    void givesEveryFaultItsReason()
    {
        QCOMPARE(Judged("").reason(), std::string("not_json"));
        QCOMPARE(Judged("[]").reason(), std::string("not_an_object"));
        QCOMPARE(Judged(std::string(EventSizeLimit + 1, ' ')).reason(), std::string("too_large"));
        QCOMPARE(judged("/payload/cart/total_value", "1").reason(), std::string("wrong_type"));
        QCOMPARE(judged("/timestamp", "yesterday").reason(), std::string("bad_timestamp"));
        std::string deep;
        for (int i = 0; i < EventDepthLimit; ++i) deep += "{\"a\":";
        QCOMPARE(Judged(deep + "{}" + std::string(EventDepthLimit, '}')).reason(), std::string("too_deep"));
    }

    void namesEveryReasonOnce()
    {
        std::set<std::string_view> names;
        for (std::size_t i = 0; i < RejectReasonCount; ++i) names.insert(rejectReasonName(static_cast<RejectReason>(i)));
        QCOMPARE(names.size(), RejectReasonCount);
    }
};

QTEST_GUILESS_MAIN(EventContractTest)
#include "event_contract_test.moc"
