// SPDX-License-Identifier: Apache-2.0
#include "pipeline/redis/redis_connection.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <thread>

#include <QtTest/QtTest>
#include <hiredis/hiredis.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "pipeline/redis/resp_encoder.h"
#include "pipeline/runtime/embedded_redis.h"
#include "tests/support/patience.h"

using namespace tailrace;
using namespace std::chrono_literals;
using redis::RedisAddress;
using redis::RedisConnection;
using runtime::EmbeddedRedis;

namespace {

constexpr const char* Canary = "canary-51c2";

// One client, one answer: what a server of another kind might say.
class OneAnswerServer {
public:
    explicit OneAnswerServer(std::string answer)
    {
        auto directory = runtime::PrivateDirectory::create("answer", 6);
        m_directory.emplace(std::move(*directory));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path().c_str(), sizeof address.sun_path - 1);
        m_socket = socket(AF_UNIX, SOCK_STREAM, 0);
        if (bind(m_socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || listen(m_socket, 1) != 0)
            qFatal("no test server");
        m_thread = std::jthread([this, answer = std::move(answer)] {
            const int client = accept(m_socket, nullptr, nullptr);
            char request[4096];
            if (client < 0 || ::read(client, request, sizeof request) <= 0) return;
            if (::write(client, answer.data(), answer.size()) < 0) return;
            while (::read(client, request, sizeof request) > 0) {}
            ::close(client);
        });
    }
    ~OneAnswerServer()
    {
        shutdown(m_socket, SHUT_RDWR);
        m_thread.join();
        ::close(m_socket);
    }
    std::string path() const { return m_directory->path() + "/s.sock"; }

private:
    std::optional<runtime::PrivateDirectory> m_directory;
    int m_socket = -1;
    std::jthread m_thread;
};

redis::RespEncoder command(std::initializer_list<std::string_view> words)
{
    redis::RespEncoder encoder;
    encoder.beginCommand(words.size());
    for (const auto word : words) encoder.arg(word);
    return encoder;
}

} // namespace

class RedisConnectionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void answersInOrder();
    void saysWhereNobodyListens();
    void waitsBetweenTries();
    void timesOutOnAPausedServerAndDoesNotMixUpReplies();
    void commandsOfATimedOutConnectionNeverRunLater();
    void survivesTheServersDeathWithoutSigpipe();
    void movesMoreThanTheSocketHolds();
    void refusesAnotherProtocol();
    void passwordNeverAppears();

private:
    RedisAddress address() const { return RedisAddress::parse(m_server->endpoint()).value(); }
    std::string ask(RedisConnection& connection, std::initializer_list<std::string_view> words, std::chrono::milliseconds timeout = 1s);

    std::optional<EmbeddedRedis> m_server;
};

void RedisConnectionTest::initTestCase()
{
    if (EmbeddedRedis::installedProgram().empty()) QSKIP("redis-server is not installed: nothing here can be tested");
}

void RedisConnectionTest::init()
{
    m_server.emplace();
    const auto started = m_server->start();
    QVERIFY2(started.has_value(), started ? "" : started.error().message().c_str());
}

// The reply as text, or "!" and the error.
std::string RedisConnectionTest::ask(RedisConnection& connection, std::initializer_list<std::string_view> words,
    std::chrono::milliseconds timeout)
{
    std::vector<redis::ReplyHandle> replies;
    const auto done = connection.exchange(command(words), timeout, replies);
    if (!done) return '!' + done.error().message();
    return replies[0]->str != nullptr ? std::string(replies[0]->str, replies[0]->len) : std::to_string(replies[0]->integer);
}

void RedisConnectionTest::answersInOrder()
{
    RedisConnection connection(address());
    redis::RespEncoder both;
    for (const auto word : {"one", "two"}) {
        both.beginCommand(2);
        both.arg("ECHO");
        both.arg(word);
    }
    std::vector<redis::ReplyHandle> replies;
    QVERIFY(connection.exchange(both, 1s, replies).has_value());
    QCOMPARE(replies.size(), std::size_t(2));
    QCOMPARE(std::string(replies[0]->str), std::string("one"));
    QCOMPARE(std::string(replies[1]->str), std::string("two"));
    QVERIFY(connection.ping(1s).has_value());
}

void RedisConnectionTest::saysWhereNobodyListens()
{
    for (const char* where : {"unix:/nowhere/redis.sock", "127.0.0.1:1"}) {
        RedisConnection connection(RedisAddress::parse(where).value());
        const auto done = connection.ping(1s);
        QVERIFY(!done.has_value());
        QCOMPARE(done.error().code(), ErrorCode::Unavailable);
        QVERIFY2(done.error().message().find(connection.where()) != std::string::npos, done.error().message().c_str());
    }
}

void RedisConnectionTest::waitsBetweenTries()
{
    RedisConnection connection(RedisAddress::parse("unix:/nowhere/redis.sock").value(),
        {.connectTimeout = 1s, .firstBackOff = 10min, .lastBackOff = 10min});
    QVERIFY(connection.ping(1s).error().message().find("No such file") != std::string::npos);
    QVERIFY(connection.ping(1s).error().message().find("waiting") != std::string::npos);
}

void RedisConnectionTest::timesOutOnAPausedServerAndDoesNotMixUpReplies()
{
    RedisConnection connection(address());
    QCOMPARE(ask(connection, {"ECHO", "before"}), std::string("before"));
    QVERIFY(m_server->sendSignal(SIGSTOP));
    QElapsedTimer timer;
    timer.start();
    std::vector<redis::ReplyHandle> replies;
    const auto done = connection.exchange(command({"ECHO", "during"}), 100ms, replies);
    QVERIFY(!done.has_value());
    QCOMPARE(done.error().code(), ErrorCode::Timeout);
    QVERIFY2(timer.elapsed() >= 99 && timer.elapsed() < 400, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(!connection.isConnected());

    QVERIFY(m_server->sendSignal(SIGCONT));
    QTRY_VERIFY_WITH_TIMEOUT(connection.ping(1s).has_value(), test::patience(3000));
    QCOMPARE(ask(connection, {"ECHO", "after"}), std::string("after"));
}

// The server reads a large command in several turns. When it goes on after a pause, other connections have theirs in between, and a
// slow one among them makes the turns long enough for the next connection to get ahead.
void RedisConnectionTest::commandsOfATimedOutConnectionNeverRunLater()
{
    const std::string filling(1'000, 'x'), padding(15'000, 'x');
    redis::RespEncoder large, slow;
    large.beginCommand(1 + 2 * 100 + 2);
    large.arg("MSET");
    for (int i = 0; i < 100; ++i) {
        large.arg("filling");
        large.arg(filling);
    }
    large.arg("k");
    large.arg("old");
    for (int i = 0; i < 20; ++i) {
        slow.beginCommand(4);
        slow.arg("EVAL");
        slow.arg("local x = 0 for i = 1, 100000 do x = x + i end return x");
        slow.arg("0");
        slow.arg(padding);
    }
    for (int round = 0; round < 10; ++round) {
        RedisConnection neighbour(address());
        RedisConnection connection(address(), {.connectTimeout = 2s, .firstBackOff = 0ms, .lastBackOff = 0ms});
        QVERIFY(neighbour.ping(1s).has_value() && connection.ping(1s).has_value());
        QVERIFY(m_server->sendSignal(SIGSTOP));
        std::vector<redis::ReplyHandle> replies, slowReplies;
        QCOMPARE(connection.exchange(large, 20ms, replies).error().code(), ErrorCode::Timeout);
        std::thread busy([&] { QVERIFY(neighbour.exchange(slow, 5s, slowReplies).has_value()); });
        std::string written;
        std::thread later([&] { written = ask(connection, {"SET", "k", "new"}); });
        QTest::qWait(20);
        QVERIFY(m_server->sendSignal(SIGCONT));
        later.join();
        busy.join();
        QCOMPARE(written, std::string("OK"));
        QCOMPARE(ask(connection, {"GET", "k"}), std::string("new"));
    }
}

void RedisConnectionTest::survivesTheServersDeathWithoutSigpipe()
{
    RedisConnection connection(address());
    QVERIFY(connection.ping(1s).has_value());
    QVERIFY(m_server->sendSignal(SIGKILL));
    QTRY_VERIFY(!m_server->sendSignal(0)); // quite gone, so that the next write meets a closed socket
    for (int i = 0; i < 3; ++i) {
        const auto done = connection.ping(1s);
        QVERIFY(!done.has_value());
        QCOMPARE(done.error().code(), ErrorCode::Unavailable);
    }
    const auto recovered = [&] {
        m_server->superviseTick();
        return connection.ping(1s).has_value();
    };
    QTRY_VERIFY_WITH_TIMEOUT(recovered(), test::patience(5000));
}

void RedisConnectionTest::movesMoreThanTheSocketHolds()
{
    RedisConnection connection(address());
    const std::string large(4 << 20, 'y');
    redis::RespEncoder echoes;
    for (int i = 0; i < 4; ++i) {
        echoes.beginCommand(2);
        echoes.arg("ECHO");
        echoes.arg(large);
    }
    std::vector<redis::ReplyHandle> replies;
    const auto done = connection.exchange(echoes, 20s, replies);
    QVERIFY2(done.has_value(), done ? "" : done.error().message().c_str());
    for (const auto& reply : replies) QVERIFY(std::string_view(reply->str, reply->len) == large);
}

void RedisConnectionTest::refusesAnotherProtocol()
{
    OneAnswerServer web("HTTP/1.1 400 Bad Request\r\n\r\n");
    RedisConnection connection(RedisAddress::parse("unix:" + web.path()).value());
    const auto done = connection.ping(1s);
    QVERIFY(!done.has_value());
    QCOMPARE(done.error().code(), ErrorCode::Unsupported);
}

void RedisConnectionTest::passwordNeverAppears()
{
    auto known = address();
    known.password = Canary;
    RedisConnection refused(known); // the server has no password set
    std::string messages = refused.ping(1s).error().message();
    known.user = "someone";
    RedisConnection unknownUser(known);
    messages += unknownUser.ping(1s).error().message();

    OneAnswerServer quoting("-ERR what is 'canary-51c2'?\r\n:0\r\n");
    auto other = RedisAddress::parse("unix:" + quoting.path()).value();
    other.password = Canary;
    RedisConnection quoted(other);
    messages += quoted.ping(1s).error().message();

    QVERIFY2(messages.find(Canary) == std::string::npos, messages.c_str());
    QVERIFY2(messages.find("refuses") != std::string::npos, messages.c_str());

    RedisConnection admin(address());
    QCOMPARE(ask(admin, {"CONFIG", "SET", "requirepass", Canary}), std::string("OK"));
    RedisConnection stranger(address());
    const auto asked = stranger.ping(1s);
    QCOMPARE(asked.error().code(), ErrorCode::InvalidInput);
    QVERIFY2(asked.error().message().find("asks for a password") != std::string::npos, asked.error().message().c_str());
    auto right = address();
    right.password = Canary;
    RedisConnection friendly(right);
    QVERIFY(friendly.ping(1s).has_value());
}

QTEST_GUILESS_MAIN(RedisConnectionTest)
#include "redis_connection_test.moc"
