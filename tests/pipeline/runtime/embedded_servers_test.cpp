// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>

#include <QtTest/QtTest>
#include <fcntl.h>
#include <librdkafka/rdkafka.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pipeline/redis/redis_address.h"
#include "pipeline/redis/redis_connection.h"
#include "pipeline/runtime/embedded_broker.h"
#include "pipeline/runtime/embedded_redis.h"
#include "tests/support/patience.h"

using namespace tailrace;
using namespace std::chrono_literals;
using namespace tailrace::runtime;

namespace {

EmbeddedBroker::Options brokerOptions()
{
    return {.program = TAILRACE_BROKER_PROGRAM, .partitions = 4, .topics = {"clickstream", "products:1"}};
}

// What a broker says about a topic's partitions; -1 when it does not answer.
int partitionsOf(const std::string& bootstrap, const char* topicName)
{
    rd_kafka_conf_t* configuration = rd_kafka_conf_new();
    rd_kafka_conf_set(configuration, "bootstrap.servers", bootstrap.c_str(), nullptr, 0);
    const std::unique_ptr<rd_kafka_t, void (*)(rd_kafka_t*)> client(rd_kafka_new(RD_KAFKA_PRODUCER, configuration, nullptr, 0),
        rd_kafka_destroy);
    const struct rd_kafka_metadata* metadata = nullptr;
    if (rd_kafka_metadata(client.get(), 1, nullptr, &metadata, 5000) != RD_KAFKA_RESP_ERR_NO_ERROR) return -1;
    int count = 0;
    for (int i = 0; i < metadata->topic_cnt; ++i)
        if (std::string_view(metadata->topics[i].topic) == topicName) count = metadata->topics[i].partition_cnt;
    rd_kafka_metadata_destroy(metadata);
    return count;
}

bool alive(pid_t pid)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string text;
    std::getline(file, text);
    const auto nameEnd = text.rfind(')');
    return nameEnd != std::string::npos && text.substr(nameEnd + 2, 1) != "Z"; // a zombie only waits for its new parent
}

std::string untilEnd(ChildProcess& child)
{
    std::string text;
    QDeadlineTimer deadline(test::patience(5000));
    while (child.running() && !deadline.hasExpired()) {
        text += child.readOutput();
        QTest::qWait(1);
    }
    return text + child.readOutput();
}

bool saysReady(ChildProcess& child)
{
    std::string text;
    return QTest::qWaitFor([&] { return (text += child.readOutput()) == "ready\n"; });
}

void superviseFor(EmbeddedServer& server, std::chrono::milliseconds time)
{
    for (QDeadlineTimer end(time); !end.hasExpired(); QTest::qWait(20)) server.superviseTick();
}

// Stops it as anybody could, and waits for another one.
bool isReplaced(EmbeddedServer& server)
{
    const EmbeddedServerStatus before = server.status();
    if (::kill(before.pid, SIGSTOP) != 0) return false;
    return QTest::qWaitFor([&] {
        server.superviseTick();
        return server.status().phase == ServerPhase::Up && server.generation() == before.generation + 1
            && server.status().pid != before.pid;
    });
}

ChildProcess shell(const std::string& script)
{
    auto child = ChildProcess::start({.program = "/bin/sh", .arguments = {"-c", script}});
    return child ? std::move(*child) : ChildProcess();
}

} // namespace

class EmbeddedServersTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void childTellsOutputAndExit();
    void childEndsWithItsInput();
    void missingProgramIsNotFound();
    void childInheritsNothingButItsThreeDescriptors();
    void childHasAGroupAndDefaultSignalsOfItsOwn();
    void stubbornOrPausedChildIsStopped();
    void cpuTimeOutlivesTheChild();
    void brokerHasItsTopicsWhenItIsReady();
    void brokerWithManyTopicsStartsAtOnce();
    void brokerExplainsItself();
    void deadBrokerIsRestarted();
    void hangingBrokerIsReplaced();
    void hangingRedisIsReplaced();
    void aShortOrWantedPauseIsLeftAlone();
    void missingBrokerSaysWhatToDo();
    void brokerThatCannotStartSaysWhy();
    void redisIsPrivate();
    void deadRedisIsRestartedEmptyAtTheSamePlace();
    void stoppedServerCanBeStartedAgain();
    void leftoversOfAKilledProcessAreSwept();
    void serversDieWithTheirParent();
};

void EmbeddedServersTest::childTellsOutputAndExit()
{
    ChildProcess child = shell("echo out; echo err >&2; exit 3");
    const std::string text = untilEnd(child);
    QCOMPARE(text, std::string("out\nerr\n"));
    QCOMPARE(child.exitText(), std::string("exited with code 3"));
    ChildProcess killed = shell("kill -KILL $$");
    untilEnd(killed);
    QVERIFY(killed.exitText().starts_with("was killed by signal 9"));
}

void EmbeddedServersTest::childEndsWithItsInput()
{
    ChildProcess child = shell("cat; exit 5");
    QVERIFY(child.running());
    child.closeInput();
    untilEnd(child);
    QCOMPARE(child.exitText(), std::string("exited with code 5"));
}

void EmbeddedServersTest::missingProgramIsNotFound()
{
    const auto child = ChildProcess::start({.program = "/nowhere/program"});
    QVERIFY(!child.has_value());
    QCOMPARE(child.error().code(), ErrorCode::NotFound);
    QVERIFY(child.error().message().find("/nowhere/program") != std::string::npos);
    QVERIFY(findProgram("sh").ends_with("/sh"));
    QCOMPARE(findProgram("no such program"), std::string());
}

void EmbeddedServersTest::childInheritsNothingButItsThreeDescriptors()
{
    const int leaky = open("/dev/null", O_RDONLY); // without O_CLOEXEC
    QVERIFY(leaky >= 0);
    ChildProcess child = shell("ls /proc/$$/fd; exit 0");
    QCOMPARE(untilEnd(child), std::string("0\n1\n2\n"));
    close(leaky);
}

void EmbeddedServersTest::childHasAGroupAndDefaultSignalsOfItsOwn()
{
    const auto before = std::signal(SIGPIPE, SIG_IGN);
    ChildProcess child = shell("kill -PIPE $$; echo survived");
    QCOMPARE(getpgid(child.pid()), child.pid());
    untilEnd(child);
    QVERIFY2(child.exitText().starts_with("was killed by signal 13"), child.exitText().c_str());
    std::signal(SIGPIPE, before);
}

void EmbeddedServersTest::stubbornOrPausedChildIsStopped()
{
    ChildProcess stubborn = shell("trap '' TERM; echo ready; while :; do sleep 0.05; done");
    QVERIFY(saysReady(stubborn));
    stubborn.stop(50ms);
    QVERIFY2(stubborn.exitText().starts_with("was killed by signal 9"), stubborn.exitText().c_str());

    ChildProcess paused = shell("trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done");
    QVERIFY(saysReady(paused));
    QVERIFY(paused.sendSignal(SIGSTOP));
    paused.stop(3s);
    QCOMPARE(paused.exitText(), std::string("exited with code 7"));
    QVERIFY(!paused.sendSignal(SIGTERM));
}

void EmbeddedServersTest::cpuTimeOutlivesTheChild()
{
    ChildProcess child = shell("while :; do :; done");
    QTRY_VERIFY(child.cpuSeconds() >= 0.05);
    child.stop(0ms);
    QVERIFY(child.cpuSeconds() >= 0.05);
}

void EmbeddedServersTest::brokerHasItsTopicsWhenItIsReady()
{
    EmbeddedBroker broker(brokerOptions());
    QCOMPARE(broker.status().phase, ServerPhase::Stopped);
    const auto started = broker.start();
    QVERIFY2(started.has_value(), started ? "" : started.error().message().c_str());
    QCOMPARE(broker.generation(), std::uint64_t(1));
    QVERIFY2(broker.endpoint().starts_with("127.0.0.1:"), broker.endpoint().c_str());
    QCOMPARE(partitionsOf(broker.endpoint(), "clickstream"), 4);
    QCOMPARE(partitionsOf(broker.endpoint(), "products"), 1);
    broker.stop();
    QVERIFY(broker.status().cpuSeconds > 0);
}

// The mock cluster oversees a wish now and then, and then looks again only after a second; each topic is a wish.
void EmbeddedServersTest::brokerWithManyTopicsStartsAtOnce()
{
    auto options = brokerOptions();
    for (int i = 0; i < 24; ++i) options.topics.push_back("topic" + std::to_string(i));
    EmbeddedBroker broker(options);
    QElapsedTimer timer;
    timer.start();
    QVERIFY(broker.start(std::chrono::seconds(30)).has_value());
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(partitionsOf(broker.endpoint(), "topic23"), 4);
}

void EmbeddedServersTest::brokerExplainsItself()
{
    const auto run = [](std::vector<std::string> arguments) {
        auto child = ChildProcess::start({.program = TAILRACE_BROKER_PROGRAM, .arguments = std::move(arguments)});
        if (!child) return child.error().message();
        std::string text = untilEnd(*child);
        return child->exitText() + '\n' + text;
    };
    QVERIFY(run({"--help"}).starts_with("exited with code 0\ntailrace-broker --topics"));
    const std::vector<std::vector<std::string>> wrong = {{}, {"--topics"}, {"--topics", "a:0"}, {"--topics", "a,,b"},
        {"--topics", "a", "--partitions", "many"}, {"--topics", "a", "--odd", "1"}};
    for (const auto& arguments : wrong) QVERIFY(run(arguments).starts_with("exited with code 2\ntailrace-broker --topics"));
    QVERIFY(run({"--topics", "a", "--parent", "1"}).starts_with("exited with code 1\ntailrace-broker: --parent"));
}

void EmbeddedServersTest::deadBrokerIsRestarted()
{
    EmbeddedBroker broker(brokerOptions());
    QVERIFY(broker.start().has_value());
    const double cpuBefore = broker.status().cpuSeconds;
    for (std::uint64_t generation = 2; generation <= 3; ++generation) {
        const pid_t victim = broker.status().pid;
        QVERIFY(broker.sendSignal(SIGKILL));
        const auto noticed = [&] {
            broker.superviseTick();
            return broker.status().phase == ServerPhase::Restarting;
        };
        QTRY_VERIFY(noticed());
        QCOMPARE(broker.status().lastTrouble, std::string("The embedded broker was killed by signal 9 (Killed)."));
        const auto up = [&] {
            broker.superviseTick();
            return broker.status().phase == ServerPhase::Up;
        };
        QTRY_VERIFY_WITH_TIMEOUT(up(), test::patience(5000));
        QCOMPARE(broker.generation(), generation);
        QVERIFY(broker.status().pid != victim);
        QCOMPARE(partitionsOf(broker.endpoint(), "clickstream"), 4);
    }
    QVERIFY(broker.status().cpuSeconds >= cpuBefore);
}

void EmbeddedServersTest::hangingBrokerIsReplaced()
{
    auto options = brokerOptions();
    options.longestSilence = 300ms;
    EmbeddedBroker broker(options);
    QVERIFY(broker.start().has_value());
    QVERIFY(isReplaced(broker));
    QCOMPARE(broker.status().lastTrouble, std::string("The embedded broker was there and did not answer for 0.3 s, so it was killed."));
    QCOMPARE(partitionsOf(broker.endpoint(), "clickstream"), 4);
}

void EmbeddedServersTest::hangingRedisIsReplaced()
{
    if (EmbeddedRedis::installedProgram().empty()) QSKIP("redis-server is not installed");
    EmbeddedRedis server({.longestSilence = 300ms});
    QVERIFY(server.start().has_value());
    QVERIFY(isReplaced(server));
    redis::RedisConnection connection(redis::RedisAddress::parse(server.endpoint()).value());
    QVERIFY(connection.ping(1s).has_value());
}

void EmbeddedServersTest::aShortOrWantedPauseIsLeftAlone()
{
    auto options = brokerOptions();
    options.longestSilence = 2s;
    EmbeddedBroker broker(options);
    QVERIFY(broker.start().has_value());
    const pid_t before = broker.status().pid;
    QCOMPARE(::kill(before, SIGSTOP), 0);
    superviseFor(broker, 1500ms);
    QCOMPARE(::kill(before, SIGCONT), 0);
    superviseFor(broker, 1200ms); // the next question comes within a second, and finds it well again

    QVERIFY(broker.sendSignal(SIGSTOP));
    superviseFor(broker, 3500ms);
    QVERIFY(broker.sendSignal(SIGCONT));
    superviseFor(broker, 200ms);
    QCOMPARE(broker.status().pid, before);
    QCOMPARE(broker.generation(), std::uint64_t(1));
    QCOMPARE(partitionsOf(broker.endpoint(), "clickstream"), 4);
}

void EmbeddedServersTest::missingBrokerSaysWhatToDo()
{
    auto options = brokerOptions();
    options.program = "/nowhere/tailrace-broker";
    EmbeddedBroker broker(options);
    const auto started = broker.start();
    QVERIFY(!started.has_value());
    QCOMPARE(started.error().code(), ErrorCode::NotFound);
    QVERIFY(started.error().message().find("--brokers") != std::string::npos);
    QCOMPARE(broker.status().phase, ServerPhase::Stopped);
}

void EmbeddedServersTest::brokerThatCannotStartSaysWhy()
{
    auto options = brokerOptions();
    options.topics = {"two words:x"};
    EmbeddedBroker broker(options);
    const auto started = broker.start();
    QVERIFY(!started.has_value());
    QVERIFY2(started.error().message().find("exited with code 2") != std::string::npos, started.error().message().c_str());

    options.program = findProgram("yes"); // it lives, talks without end and is never ready
    EmbeddedBroker endless(options);
    const auto late = endless.start(200ms);
    QVERIFY(!late.has_value());
    QVERIFY2(late.error().message().find("did not start") != std::string::npos, late.error().message().c_str());
}

void EmbeddedServersTest::redisIsPrivate()
{
    if (EmbeddedRedis::installedProgram().empty()) QSKIP("redis-server is not installed");
    EmbeddedRedis server;
    const auto started = server.start();
    QVERIFY2(started.has_value(), started ? "" : started.error().message().c_str());
    const std::filesystem::path folder = std::filesystem::path(server.socketPath()).parent_path();
    QCOMPARE(std::filesystem::status(folder).permissions(), std::filesystem::perms::owner_all);
    QVERIFY(redis::RedisAddress::parse(server.endpoint()).has_value());

    ChildProcess sockets = shell("for f in /proc/" + std::to_string(server.status().pid) + "/fd/*; do readlink $f; done | grep -c socket:");
    QCOMPARE(untilEnd(sockets), std::string("1\n")); // the Unix socket that listens, and no TCP beside it
    server.stop();
    QVERIFY(!std::filesystem::exists(folder));
    QCOMPARE(server.status().phase, ServerPhase::Stopped);
}

void EmbeddedServersTest::deadRedisIsRestartedEmptyAtTheSamePlace()
{
    if (EmbeddedRedis::installedProgram().empty()) QSKIP("redis-server is not installed");
    EmbeddedRedis server;
    QVERIFY(server.start().has_value());
    const std::string endpoint = server.endpoint();
    QVERIFY(server.sendSignal(SIGKILL));
    const auto restarted = [&] {
        server.superviseTick();
        return server.generation() == 2;
    };
    QTRY_VERIFY_WITH_TIMEOUT(restarted(), test::patience(5000));
    QCOMPARE(server.endpoint(), endpoint);
    redis::RedisConnection connection(redis::RedisAddress::parse(endpoint).value());
    QVERIFY(connection.ping(1s).has_value());
}

void EmbeddedServersTest::stoppedServerCanBeStartedAgain()
{
    if (EmbeddedRedis::installedProgram().empty()) QSKIP("redis-server is not installed");
    EmbeddedRedis server;
    QVERIFY(server.start().has_value());
    QVERIFY(server.start().has_value()); // nothing to do
    QCOMPARE(server.generation(), std::uint64_t(1));
    server.stop();
    server.superviseTick();
    QCOMPARE(server.status().phase, ServerPhase::Stopped);
    QVERIFY(server.start().has_value());
    QCOMPARE(server.generation(), std::uint64_t(2));
}

void EmbeddedServersTest::leftoversOfAKilledProcessAreSwept()
{
    auto living = PrivateDirectory::create("sweeptest", 10);
    QVERIFY(living.has_value());
    const std::filesystem::path left = std::filesystem::path(living->path()).parent_path() / "tailrace-sweeptest-left00";
    std::filesystem::create_directory(left);
    std::ofstream(left / "file") << "x";
    const auto next = PrivateDirectory::create("sweeptest", 10);
    QVERIFY(next.has_value());
    QVERIFY(!std::filesystem::exists(left));
    QVERIFY(std::filesystem::exists(living->path()));
    QVERIFY(next->path() != living->path());
}

void EmbeddedServersTest::serversDieWithTheirParent()
{
    int report[2];
    QCOMPARE(pipe(report), 0);
    const pid_t parent = fork();
    if (parent == 0) {
        EmbeddedBroker broker(brokerOptions());
        EmbeddedRedis server;
        const bool withRedis = !EmbeddedRedis::installedProgram().empty();
        pid_t pids[2] = {-1, -1};
        if (broker.start()) pids[0] = broker.status().pid;
        if (withRedis && server.start()) pids[1] = server.status().pid;
        if (write(report[1], pids, sizeof pids) != sizeof pids) _exit(1);
        while (true) pause();
    }
    pid_t pids[2] = {-1, -1};
    QCOMPARE(read(report[0], pids, sizeof pids), ssize_t(sizeof pids));
    QVERIFY(alive(pids[0]));
    QVERIFY(pids[1] == -1 || alive(pids[1]));
    kill(parent, SIGKILL);
    waitpid(parent, nullptr, 0);
    QTRY_VERIFY(!alive(pids[0]));
    QTRY_VERIFY(pids[1] == -1 || !alive(pids[1]));
    close(report[0]);
    close(report[1]);
    // What they left is swept by whoever needs such a directory next; leave nothing behind here.
    QVERIFY(PrivateDirectory::create("redis", 10).has_value());
}

QTEST_GUILESS_MAIN(EmbeddedServersTest)
#include "embedded_servers_test.moc"
