// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "pipeline/event/event_contract.h"
#include "pipeline/event/iso_time.h"
#include "tests/pipeline/event/padded_text.h"

using namespace tailrace;
using namespace tailrace::event;

namespace {

// TAILRACE_CAPTURED_EVENTS, else beside the source folder.
std::filesystem::path capturedFile()
{
    const char* given = std::getenv("TAILRACE_CAPTURED_EVENTS");
    return given ? std::filesystem::path(given)
                 : std::filesystem::path(TAILRACE_SOURCE_DIR) / "../shared/data/snowplow/successful_checkout.jsonl";
}

} // namespace

class CapturedEventsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        std::ifstream file(capturedFile());
        if (!file) QSKIP(qPrintable("no captured events at " + QString::fromStdString(capturedFile().string())));
        for (std::string line; std::getline(file, line);) m_lines.emplace_back(line);
    }

    void acceptsAllLines()
    {
        QCOMPARE(m_lines.size(), std::size_t(26));
        for (const auto& line : m_lines) {
            const auto verdict = check(line);
            QVERIFY2(verdict.isAccepted(), rejectReasonName(verdict.reason).data());
            QCOMPARE(m_event.sessionId, "c9727c0f-0f83-4a70-9eca-a415cf9ea52b");
            QCOMPARE(m_event.domainUserId, "67430c52-68fb-4277-baeb-b6033403094a");
            QCOMPARE(m_event.platform, "web");
            QVERIFY(m_event.type != EventType::Other);
        }
    }

    void readsTheListView()
    {
        QVERIFY(check(m_lines[0]).isAccepted());
        QCOMPARE(m_event.id, "4ba8f147-05cf-48c6-b218-0def4f209181");
        QCOMPARE(m_event.type, EventType::ListView);
        QCOMPARE(m_event.timestamp, parseIsoTime("2025-03-26T10:56:46.033Z").value());
        QCOMPARE(m_event.listName, "New series");
        QCOMPARE(m_event.campaign, "google-ads-winter-sale-24");
        QVERIFY(m_event.pageUrl.starts_with("http://localhost:3000/?utm_source=google"));
        QVERIFY(m_event.product.id.empty() && m_event.userId.empty());
    }

    void readsTheCart()
    {
        QVERIFY(check(m_lines[8]).isAccepted());
        QCOMPARE(m_event.type, EventType::AddToCart);
        QCOMPARE(m_event.product.id, "5");
        QCOMPARE(m_event.product.category, "Kid shoes");
        QCOMPARE(m_event.product.brand, "Snowplow");
        QCOMPARE(m_event.product.price, 42.99);
        QCOMPARE(m_event.cartTotal, std::optional(0.0));
        QVERIFY(m_event.campaign.empty());
    }

    void readsTheShortFractionAndTheLogin()
    {
        QVERIFY(check(m_lines[12]).isAccepted());
        QCOMPARE(m_event.timestamp, parseIsoTime("2025-03-26T10:57:56.700Z").value());
        QCOMPARE(m_event.shopper(), "67430c52-68fb-4277-baeb-b6033403094a");
        QVERIFY(check(m_lines[13]).isAccepted());
        QCOMPARE(m_event.shopper(), "trent@snowplowanalytics.com");
    }

    void readsTheCheckout()
    {
        QVERIFY(check(m_lines[10]).isAccepted());
        QCOMPARE(m_event.checkoutStep, 1);
        QVERIFY(!m_event.cartTotal);
        QVERIFY(check(m_lines[20]).isAccepted());
        QCOMPARE(m_event.type, EventType::CheckoutStep);
        QCOMPARE(m_event.checkoutStep, 2);
    }

private:
    Verdict check(const PaddedText& line) { return m_validator.check(line.view(), parseIsoTime("2025-03-26T11:00:00Z").value(), m_event); }

    std::vector<PaddedText> m_lines;
    EventValidator m_validator;
    Event m_event;
};

QTEST_GUILESS_MAIN(CapturedEventsTest)
#include "captured_events_test.moc"
