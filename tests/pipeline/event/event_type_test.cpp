// SPDX-License-Identifier: Apache-2.0
#include <QTest>

#include "pipeline/event/event.h"

using namespace tailrace::event;

class EventTypeTest : public QObject {
    Q_OBJECT

private slots:
    void everyTypeHasItsOwnName()
    {
        for (int i = 0; i <= static_cast<int>(EventType::Other); ++i) {
            const auto type = static_cast<EventType>(i);
            QCOMPARE(eventTypeFromName(eventTypeName(type)), type);
            QCOMPARE(eventTypeName(type) == "other", type == EventType::Other);
        }
    }

    void readsThePublishedNames()
    {
        QCOMPARE(eventTypeFromName("page_view"), EventType::PageView);
        QCOMPARE(eventTypeFromName("checkout_step"), EventType::CheckoutStep);
        QCOMPARE(eventTypeFromName("site_search"), EventType::Search);
        QCOMPARE(eventTypeFromName("search"), EventType::Search);
    }

    void takesEverythingElseForOther()
    {
        for (const auto* name : {"", "Page_View", "page_view ", "refund", "unknown_ecommerce"})
            QCOMPARE(eventTypeFromName(name), EventType::Other);
    }
};

QTEST_GUILESS_MAIN(EventTypeTest)
#include "event_type_test.moc"
