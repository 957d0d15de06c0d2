// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "tests/support/headless_run.h"

using namespace tailrace::test;

// The program measures itself against an observer that shares no code with it.
class SelfcheckTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!HeadlessRun::hasRedisServer()) QSKIP("there is no redis-server");
    }

    void insideAndOutsideAgree()
    {
        // What the machine does between the two readings of one event is in the difference: on a busy one it may take a second try.
        QString out;
        for (int attempt = 0; attempt < 3; ++attempt) {
            HeadlessRun run({"selfcheck", "--duration", "8s"});
            const int code = run.exitCode();
            out = run.out() + run.err();
            QVERIFY2(out.contains("in full."), qPrintable(out));
            QVERIFY2(!out.contains("DID NOT SEE"), qPrintable(out));
            if (code == 0 && out.contains("PASSED")) return;
        }
        QFAIL(qPrintable(out));
    }

    void aPlantedErrorIsFound()
    {
        HeadlessRun run({"selfcheck", "--duration", "8s", "--plant-error", "20ms"});
        QCOMPARE(run.exitCode(), 1);
        QVERIFY2(run.out().contains("DISAGREE") && run.out().contains("FAILED"), qPrintable(run.out() + run.err()));
    }
};

QTEST_GUILESS_MAIN(SelfcheckTest)
#include "selfcheck_test.moc"
