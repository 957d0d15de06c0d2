// SPDX-License-Identifier: Apache-2.0
#include "app/run/ledger_note.h"

#include <QtTest>

using namespace tailrace;
using namespace tailrace::run;

namespace {

bool ends(const std::string& note, std::string_view with) { return note.ends_with(with); }

class LedgerNoteTest : public QObject {
    Q_OBJECT

private slots:
    void saysWhereTheTermsComeFrom()
    {
        const std::string note = ledgerNote({.received = 5}, std::nullopt);
        for (const char* words :
            {"The collector counts accepted", "the workers count applied", "the journal's sequences", "tailrace-verify"})
            QVERIFY2(note.find(words) != std::string::npos, words);
        QVERIFY(note.find("clients") == std::string::npos);
    }

    void comparesWithTheClients()
    {
        QVERIFY(ends(ledgerNote({.received = 5000}, ClientCounts{5000}),
            " counted 5\u202F000 acknowledged calls, as many as the collector received."));
        QVERIFY(ends(ledgerNote({.received = 5}, ClientCounts{3, 2}),
            " counted 3 acknowledged calls since the engine's last start, as many as the collector received."));
    }

    void isMoreThanAMethodWhenTheyDiffer()
    {
        QVERIFY(isLedgerMethod(ledgerNote({.received = 5}, std::nullopt)));
        QVERIFY(isLedgerMethod(ledgerNote({.received = 5}, ClientCounts{5})));
        QVERIFY(!isLedgerMethod(ledgerNote({.received = 4}, ClientCounts{5})));
        QVERIFY(!isLedgerMethod(ledgerNote({.received = 4, .refused = 1}, ClientCounts{5})));
        QVERIFY(!isLedgerMethod("The engine ended without notice once and went on."));
    }

    void warnsWhenTheyDiffer()
    {
        QVERIFY(ends(ledgerNote({.received = 4}, ClientCounts{5}), "the collector received 4: they differ. Do not trust the ledger."));
        QVERIFY(ends(ledgerNote({.received = 6, .refused = 9}, ClientCounts{5}), "they differ. Do not trust the ledger."));
        QVERIFY(ends(ledgerNote({.received = 4, .refused = 1}, ClientCounts{5}),
            "it has handed the others back after the end of the traffic, or lost them."));
        QVERIFY(ends(ledgerNote({.received = 3, .refused = 1}, ClientCounts{5}), "they differ. Do not trust the ledger."));
    }
};

} // namespace

QTEST_GUILESS_MAIN(LedgerNoteTest)
#include "ledger_note_test.moc"
