// SPDX-License-Identifier: Apache-2.0
#include "pipeline/redis/redis_error.h"

#include <QtTest/QtTest>

using namespace tailrace;

class RedisErrorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void mapsRepliesToCodes_data();
    void mapsRepliesToCodes();
    void doesNotRepeatArguments();
    void loginFailureRepeatsNothing();
    void makesForeignTextPrintable();
};

void RedisErrorTest::mapsRepliesToCodes_data()
{
    QTest::addColumn<QString>("reply");
    QTest::addColumn<int>("code");
    const auto row = [](const char* reply, ErrorCode code) { QTest::newRow(reply) << reply << static_cast<int>(code); };
    row("FENCED a writer with a higher epoch owns this partition", ErrorCode::Fenced);
    row("WRONGTYPE Operation against a key holding the wrong kind of value script: 1f, on @user_script:20.", ErrorCode::InvalidInput);
    row("ERR Error running script (call to f_1f): @user_script:20: WRONGTYPE Operation against a key", ErrorCode::InvalidInput);
    row("ERR Error running script (call to f_1f): @user_script:2: -OOM command not allowed", ErrorCode::Full);
    row("OOM command not allowed when used memory > 'maxmemory'.", ErrorCode::Full);
    row("LOADING Redis is loading the dataset in memory", ErrorCode::Unavailable);
    row("READONLY You can't write against a read only replica.", ErrorCode::Unavailable);
    row("NOAUTH Authentication required.", ErrorCode::InvalidInput);
    row("MOVED 3999 127.0.0.1:6381", ErrorCode::Unsupported);
    row("ERR unknown command 'EVALSHA'", ErrorCode::Unsupported);
    row("OOMPH is another word", ErrorCode::Unsupported);
}

void RedisErrorTest::mapsRepliesToCodes()
{
    QFETCH(QString, reply);
    QFETCH(int, code);
    const Error error = redis::replyError(reply.toStdString(), "unix:/x");
    QCOMPARE(static_cast<int>(error.code()), code);
    QVERIFY(error.message().find("unix:/x") != std::string::npos);
}

void RedisErrorTest::doesNotRepeatArguments()
{
    const Error error = redis::replyError("ERR unknown command 'HMGET', with args beginning with: 'tr:{p01}:user:canary'", "x");
    QVERIFY(error.message().find("unknown command 'HMGET'") != std::string::npos);
    QVERIFY(error.message().find("canary") == std::string::npos);
}

void RedisErrorTest::loginFailureRepeatsNothing()
{
    const Error error = redis::loginError("ERR odd server says: canary", "x");
    QCOMPARE(error.code(), ErrorCode::InvalidInput);
    QVERIFY(error.message().find("canary") == std::string::npos);
    QCOMPARE(redis::loginError("LOADING wait", "x").code(), ErrorCode::Unavailable);
}

void RedisErrorTest::makesForeignTextPrintable()
{
    const std::string message = redis::replyError(std::string("ERR a\x1b[31mb") + std::string(1000, 'z'), "x").message();
    QVERIFY(message.find('\x1b') == std::string::npos);
    QVERIFY(message.size() < 300);
}

QTEST_GUILESS_MAIN(RedisErrorTest)
#include "redis_error_test.moc"
