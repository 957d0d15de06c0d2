// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <sstream>

#include "app/verify/cut.h"
#include "app/verify/unreadable.h"
#include "tests/support/oracle_cut.h"

using namespace tailrace::verify;

namespace {

const std::string Header =
    "{\"cut\":1,\"incarnation\":\"9f86d081884c7d65\",\"position\":73728,\"as_of\":1742986733451,\"applied\":{\"0\":17,\"3\":2}}\n";
const std::string Key = "{\"key\":\"user:alice\",\"fields\":{\"product_view_count_5m\":\"2\"}}\n";
const std::string SessionText =
    "{\"session\":{\"shopper\":\"alice\",\"first\":5,\"last\":9,\"events\":26,\"page_views\":9,\"product_views\":1,"
    "\"cart_adds\":1,\"cart_removes\":0,\"checkouts\":3,\"closed\":false,\"revision\":4}}\n";
const std::string Ledger = "{\"ledger\":{\"accepted\":26,\"applied\":23,\"duplicate\":2,\"late\":1}}\n";
const std::string End = "{\"end\":true}\n";

std::vector<Cut> read(const std::string& text)
{
    std::istringstream stream(text);
    return readCuts(stream, "c.jsonl");
}

} // namespace

class CutTest : public QObject {
    Q_OBJECT

private slots:
    void aCutIsReadWhole()
    {
        const Cut cut = read(Header + Key + SessionText + Ledger + End).at(0);
        QCOMPARE(cut.incarnation, std::uint64_t{0x9f86d081884c7d65});
        QVERIFY(cut.position == 73728 && cut.asOf == 1742986733451 && cut.nextSequence.at(3) == 2);
        QCOMPARE(cut.keys.at("user:alice").at("product_view_count_5m"), std::string("2"));
        QVERIFY(cut.sessions.at(0).shopper == "alice" && cut.sessions[0].events == 26 && cut.sessions[0].checkouts == 3);
        QVERIFY(cut.ledger == (LedgerTerms{26, 23, 2, 1}));
    }

    void severalCutsMayStandInOneFile()
    {
        const auto cuts = read(Header + Ledger + End + Header + Key + Ledger + End);
        QCOMPARE(cuts.size(), std::size_t{2});
        QCOMPARE(cuts[1].origin, std::string("c.jsonl:4"));
    }

    void whatTheTestsWriteReadsBackTheSame()
    {
        Cut cut = read(Header + Key + SessionText + Ledger + End).at(0);
        const Cut again = read(tailrace::test::cutText(cut)).at(0);
        QVERIFY(again.keys == cut.keys && again.ledger == cut.ledger && again.nextSequence == cut.nextSequence);
        QCOMPARE(tailrace::test::cutText(again), tailrace::test::cutText(cut));
    }

    void whatIsNoCutIsRefusedWithItsLine_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const std::string& text, const char* says) {
            QTest::newRow(name) << QString::fromStdString(text) << QString(says);
        };
        row("no end", Header + Ledger, "c.jsonl:2: the last cut has no end");
        row("no ledger", Header + Key + End, "c.jsonl:3: the cut has no ledger");
        row("no header", Key, "c.jsonl:1: no header");
        row("two headers", Header + Header, "c.jsonl:2: the cut before has no end");
        row("key twice", Header + Key + Key, "c.jsonl:3: the key user:alice");
        row("not JSON", Header + "{\"key\":\n", "c.jsonl:2: ");
        row("a number as value", Header + "{\"key\":\"user:a\",\"fields\":{\"n\":2}}\n", "c.jsonl:2: ");
        row("other version", "{\"cut\":2}\n", "a cut of version 2");
        row("unknown line", Header + "{\"keys\":1}\n", "c.jsonl:2: neither");
    }
    void whatIsNoCutIsRefusedWithItsLine()
    {
        QFETCH(QString, text);
        QFETCH(QString, says);
        try {
            read(text.toStdString());
            QFAIL("was read");
        } catch (const Unreadable& error) {
            QVERIFY2(QString(error.what()).contains(says), error.what());
        }
    }
};

QTEST_GUILESS_MAIN(CutTest)
#include "cut_test.moc"
