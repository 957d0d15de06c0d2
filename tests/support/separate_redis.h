// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtTest>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/patience.h"

namespace tailrace::test {

// A port on which nobody listens.
inline int freePort()
{
    const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(probe, reinterpret_cast<const sockaddr*>(&address), size);
    ::getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size);
    ::close(probe);
    return ntohs(address.sin_port);
}

// A Redis with a password on a TCP port, nobody's child but the test's.
class SeparateRedis {
public:
    SeparateRedis() : m_port(freePort())
    {
        QString program = QStandardPaths::findExecutable("redis-server");
        if (program.isEmpty()) program = QStandardPaths::findExecutable("valkey-server");
        m_process.start(program, {"--port", QString::number(m_port), "--bind", "127.0.0.1", "--requirepass", "rightsecret", "--save", ""});
        QByteArray said;
        while (!said.contains("Ready to accept") && m_process.waitForReadyRead(patience(10'000))) said += m_process.readAllStandardOutput();
    }
    ~SeparateRedis()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    QString address(const QString& password) const { return QString("redis://:%1@127.0.0.1:%2").arg(password).arg(m_port); }

private:
    int m_port;
    QProcess m_process;
};

} // namespace tailrace::test
