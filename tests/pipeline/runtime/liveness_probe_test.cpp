// SPDX-License-Identifier: Apache-2.0
#include <QtTest>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "pipeline/runtime/liveness_probe.h"

using namespace tailrace;
using namespace tailrace::runtime;
using namespace std::chrono_literals;

namespace {

// A server that answers only when it is told to.
class SilentServer {
public:
    explicit SilentServer(std::string path) : m_path(std::move(path)), m_listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        m_path.copy(address.sun_path, sizeof address.sun_path - 1);
        ::bind(m_listener, reinterpret_cast<const sockaddr*>(&address), sizeof address);
        ::listen(m_listener, 4);
    }
    ~SilentServer()
    {
        hangUp();
        ::close(m_listener);
    }
    // What it was asked on its newest connection.
    std::string hear()
    {
        if (m_connection < 0) m_connection = ::accept(m_listener, nullptr, nullptr);
        char text[64] = {};
        const ssize_t got = ::recv(m_connection, text, sizeof text, MSG_DONTWAIT);
        return {text, got > 0 ? static_cast<std::size_t>(got) : 0};
    }
    void say(std::string_view text) const { QCOMPARE(::send(m_connection, text.data(), text.size(), MSG_NOSIGNAL), ssize_t(text.size())); }
    void hangUp()
    {
        if (m_connection >= 0) ::close(m_connection);
        m_connection = -1;
    }
    const std::string& path() const { return m_path; }

private:
    std::string m_path;
    int m_listener;
    int m_connection = -1;
};

} // namespace

class LivenessProbeTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_server = std::make_unique<SilentServer>(m_directory->filePath("s").toStdString());
        m_probe = std::make_unique<LivenessProbe>(LivenessProbe::Question{.unixPath = m_server->path(), .port = 0, .bytes = "well?"});
    }

    void anAnswerEndsTheSilence()
    {
        QCOMPARE(at(0ms), 0ms);
        QCOMPARE(m_server->hear(), std::string("well?"));
        QCOMPARE(at(100ms), 100ms);
        QCOMPARE(at(600ms), 600ms);
        m_server->say("yes");
        QCOMPARE(at(700ms), 0ms);
        QCOMPARE(at(1600ms), 0ms); // it is not asked all the time
        QCOMPARE(m_server->hear(), std::string());
        QCOMPARE(at(1700ms), 0ms);
        QCOMPARE(m_server->hear(), std::string("well?"));
        QCOMPARE(at(1800ms), 100ms);
    }

    // The machine slept, or somebody stopped us: that says nothing about the server.
    void timeInWhichNobodyAskedDoesNotCount()
    {
        at(0ms);
        at(100ms);
        QCOMPARE(at(100ms + 1h), 1100ms);
        QCOMPARE(at(200ms + 1h), 1200ms);
    }

    void whatIsLeftOfAnAnswerIsNoAnswer()
    {
        at(0ms);
        m_server->hear();
        m_server->say("yes");
        QCOMPARE(at(100ms), 0ms);
        m_server->say("yes, I said");
        QCOMPARE(at(1200ms), 0ms); // the next question
        QCOMPARE(at(1300ms), 100ms);
    }

    void aServerThatHangsUpIsAskedAgainAndStaysSilent()
    {
        at(0ms);
        m_server->hear();
        m_server->hangUp();
        QCOMPARE(at(100ms), 100ms); // notices
        QCOMPARE(at(200ms), 200ms); // asks over a new connection
        QCOMPARE(m_server->hear(), std::string("well?"));
        m_server->say("yes");
        QCOMPARE(at(300ms), 0ms);
    }

    void noServerIsSilent()
    {
        LivenessProbe nobody({.unixPath = m_directory->filePath("nobody").toStdString(), .port = 0, .bytes = "well?"});
        nobody.silence(Stamp{1s});
        QCOMPARE(nobody.silence(Stamp{1500ms}), 500ms);
    }

private:
    std::chrono::milliseconds at(std::chrono::milliseconds time) { return m_probe->silence(Stamp{10s + time}); }

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<SilentServer> m_server;
    std::unique_ptr<LivenessProbe> m_probe;
};

QTEST_GUILESS_MAIN(LivenessProbeTest)
#include "liveness_probe_test.moc"
