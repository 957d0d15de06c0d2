// SPDX-License-Identifier: Apache-2.0
#include "pipeline/degrade/shed_note.h"

#include <QTest>

using namespace tailrace::degrade;
using namespace std::chrono_literals;

class ShedNoteTest : public QObject {
    Q_OBJECT

private slots:
    void everySwitchingIsReadBackAsItWas()
    {
        int changes = 0;
        for (std::size_t i = 0; i < ShedCount; ++i) {
            const auto shed = static_cast<Shed>(i);
            for (const bool loaded : {false, true}) {
                ShedOrder order;
                for (int ms = 0; loaded && ms < 5000; ms += 100)
                    for (const ShedChange& change : order.observe({.lagSeconds = 9, .journalKeepsUp = false}, tailrace::Stamp() + ms * 1ms))
                        changes += survives(change);
                for (const Position to :
                    {Position::GivenUp, Position::HeldOn, Position::Automatic, Position::HeldOn, Position::Automatic}) {
                    const auto change = order.force(shed, to);
                    QVERIFY(change && isByHand(*change));
                    changes += survives(*change);
                }
            }
        }
        QCOMPARE(changes, 5 * (5 + 5 + 5));
    }

    void everySwitchingByHandSaysSo()
    {
        ShedOrder order;
        const ShedNote note = noteOf(*order.force(Shed::AdHocQueries, Position::GivenUp));
        QCOMPARE(note.kind, std::string("shed"));
        QCOMPARE(note.text, std::string("Given up: ad-hoc queries. Questions to the workers, such as cuts, wait. By hand."));
        QCOMPARE(noteOf(*order.force(Shed::UiDetail, Position::HeldOn)).kind, std::string("shed by hand"));
    }

    void otherIncidentsAreNone()
    {
        QVERIFY(!readShedNote("redis away", "Redis does not answer."));
        QVERIFY(!readShedNote("shed", "Given up: something else. By hand."));
        QVERIFY(!readShedNote("shed no more", "Given up"));
    }

private:
    static bool survives(const ShedChange& change)
    {
        const auto [kind, text] = noteOf(change);
        const auto read = readShedNote(kind, text);
        return read && read->shed == change.shed && read->given == change.given && read->cause == change.cause
            && read->position == change.position && read->switched == change.switched;
    }
};

QTEST_GUILESS_MAIN(ShedNoteTest)
#include "shed_note_test.moc"
