// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "tests/support/headless_run.h"
#include "tests/support/redis_cli.h"

using namespace tailrace::test;

namespace {

QString recordedEvents()
{
    const QString shared = qEnvironmentVariable("TAILRACE_SHARED", TAILRACE_SOURCE_DIR "/../shared");
    return shared + "/data/snowplow/successful_checkout.jsonl";
}

} // namespace

// Events that a real tracker sent, through journal, broker, worker and Redis.
class ReplayTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!HeadlessRun::hasRedisServer()) QSKIP("redis-server is not installed");
        if (QStandardPaths::findExecutable("redis-cli").isEmpty()) QSKIP("redis-cli is not installed");
        if (!QFileInfo::exists(recordedEvents())) QSKIP(qPrintable(recordedEvents() + " is not there"));
    }

    void featuresCanBeReadWithRedisCli()
    {
        const QTemporaryDir directory;
        const QString out = directory.filePath("out");
        HeadlessRun run({"replay", recordedEvents(), "--pace", "max", "--keep-alive", "--out", out});
        QVERIFY2(run.prints("Kafka: "), qPrintable(run.err()));
        static const QRegularExpression Line(R"(redis-cli -s (\S+) --scan)");
        const QString socket = Line.match(run.out()).captured(1);
        QVERIFY2(QFileInfo::exists(socket), qPrintable(run.out()));
        checkFeatures(socket);
        // The report can be read meanwhile, and is whole: nothing is added to it later.
        const QByteArray meanwhile = contentOf(out + "/report.html");
        QVERIFY(meanwhile.endsWith("</html>\n"));
        HeadlessRun exported({"export", out + "/run.tailrace", "--format", "html", "--out", directory.filePath("again")});
        QVERIFY2(exported.exitCode() == 0, qPrintable(exported.err()));
        QCOMPARE(contentOf(directory.filePath("again/report.html")), meanwhile);

        run.signal(SIGINT);
        QVERIFY2(run.exitCode() == 0, qPrintable(run.out() + run.err()));
        QCOMPARE(contentOf(out + "/report.html"), meanwhile);
        const nlohmann::json report = reportOf(out);
        QCOMPARE(ledgerTrouble(report), std::string());
        QCOMPARE(report["ledger"]["received"].get<qsizetype>(), contentOf(recordedEvents()).count('\n'));
        QCOMPARE(report["ledger"]["malformed"].get<int>(), 0);
        QVERIFY(report["seed"].is_null());
        QVERIFY2(report["measuring"]["modelled"].dump().find("generated catalogue") != std::string::npos,
            report["measuring"].dump().c_str());
        QVERIFY(!QFileInfo::exists(socket));
    }

private:
    // What the recording holds: a visitor looks at one pair of kid shoes and puts it into the cart.
    static void checkFeatures(const QString& socket)
    {
        const QStringList keys = redisCli(socket, {"--scan", "--pattern", "tr:*:user:*"});
        QVERIFY(!keys.isEmpty());
        int views = 0;
        int carts = 0;
        bool likesShoes = false;
        for (const QString& key : keys) {
            const QStringList hash = redisCli(socket, {"HGETALL", key});
            const auto field = [&hash](const char* name) { return hash.value(hash.indexOf(name) + 1); };
            QVERIFY2(hash.contains("product_view_count") && hash.contains("version"), qPrintable(hash.join(' ')));
            views += field("product_view_count").toInt();
            carts += field("cart_add_count").toInt();
            likesShoes = likesShoes || field("category_affinity").contains("Kid shoes");
        }
        QCOMPARE(views, 1);
        QCOMPARE(carts, 1);
        QVERIFY(likesShoes);
    }
};

QTEST_GUILESS_MAIN(ReplayTest)
#include "replay_test.moc"
