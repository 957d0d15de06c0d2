// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtTest>
#include <algorithm>
#include <csignal>
#include <nlohmann/json.hpp>
#include <string>
#include <sys/types.h>

#include "tests/support/patience.h"

// Or a comparison of texts that fails would not say which they are.
template <>
inline char* QTest::toString(const std::string& text)
{
    return qstrdup(text.c_str());
}

namespace tailrace::test {

// The real tailrace-headless as a child. Dies with this object, and its servers with it.
class HeadlessRun {
public:
    // ms; no run of these tests takes a third of it.
    static inline const int Longest = patience(30'000);

    // Without one there is no embedded feature store: such a test must skip, visibly.
    static bool hasRedisServer()
    {
        return !QStandardPaths::findExecutable("redis-server").isEmpty() || !QStandardPaths::findExecutable("valkey-server").isEmpty();
    }

    explicit HeadlessRun(const QStringList& arguments)
    {
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.remove("TAILRACE_REDIS"); // or it would not be embedded
        m_process.setProcessEnvironment(environment);
        m_process.start(TAILRACE_BINARY_DIR "/bin/tailrace-headless", arguments);
        m_process.waitForStarted();
    }

    // True: the program has printed the text.
    template <class Text>
    bool prints(const Text& text, int milliseconds = Longest)
    {
        const QDeadlineTimer deadline(milliseconds);
        while (!out().contains(text)) {
            if (deadline.hasExpired() || m_process.state() == QProcess::NotRunning) return false;
            m_process.waitForReadyRead(50);
        }
        return true;
    }
    // True: it has shown that the traffic goes on for at least a second; on a slow machine 0:00 may be followed by 0:02.
    bool isUnderWay() { return prints(QRegularExpression("\n0:(?!00)\\d\\d ")); }
    bool ends(int milliseconds = Longest) { return m_process.state() == QProcess::NotRunning || m_process.waitForFinished(milliseconds); }
    // -1: it crashed, was killed, or did not end in time.
    int exitCode() { return ends() && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1; }
    QString out() { return m_out += QString::fromUtf8(m_process.readAllStandardOutput()); }
    QString err() { return m_err += QString::fromUtf8(m_process.readAllStandardError()); }

    // To nobody when it has ended: 0 would be everybody in the test's own group.
    void signal(int number) const
    {
        if (const auto pid = static_cast<pid_t>(m_process.processId()); pid > 0) ::kill(pid, number);
    }
    // The child of the program that runs `command`; -1 without one.
    pid_t child(const QByteArray& command) const
    {
        for (const QString& entry : QDir("/proc").entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            const Process process = read(entry);
            if (process.parent == m_process.processId() && process.command == command && process.state != 'Z') return entry.toInt();
        }
        return -1;
    }
    // True: the process is gone, or at most waits for somebody to take its exit code.
    static bool isGone(pid_t pid)
    {
        const Process process = read(QString::number(pid));
        return process.parent < 0 || process.state == 'Z' || process.state == 'X';
    }

private:
    struct Process {
        QByteArray command;
        char state = 'X';
        qint64 parent = -1;
    };

    // /proc/PID/stat: pid (command) state parent ...
    static Process read(const QString& pid)
    {
        QFile file("/proc/" + pid + "/stat");
        if (!file.open(QIODevice::ReadOnly)) return {};
        const QByteArray text = file.readAll();
        const auto open = text.indexOf('(');
        const auto close = text.lastIndexOf(')');
        if (open < 0 || close < open) return {};
        const QList<QByteArray> rest = text.mid(close + 2).split(' ');
        if (rest.size() < 2 || rest[0].isEmpty()) return {};
        return {text.mid(open + 1, close - open - 1), rest[0][0], rest[1].toLongLong()};
    }

    QProcess m_process;
    QString m_out;
    QString m_err;
};

inline QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// report.json of a run's folder; discarded when it is not there or not JSON.
inline nlohmann::json reportOf(const QString& directory)
{
    return nlohmann::json::parse(contentOf(directory + "/report.json").toStdString(), nullptr, false);
}

// What breaks the promise that nothing is lost and nothing counts twice; empty when it holds.
inline std::string ledgerTrouble(const nlohmann::json& report)
{
    if (report.is_discarded()) return "there is no report.json";
    const auto& l = report.at("ledger");
    const auto n = [&l](const char* term) { return l.at(term).get<long long>(); };
    const bool holds = n("received") == n("malformed") + n("accepted") && n("accepted") == n("applied") + n("duplicate") + n("late")
        && n("inFlight") == 0 && n("lost") == 0 && l.at("balanced").get<bool>();
    if (holds && n("applied") > 0) return {};
    return l.dump();
}

inline bool hasIncident(const nlohmann::json& report, const std::string& kind)
{
    for (const auto& incident : report.at("incidents"))
        if (incident.at("kind") == kind) return true;
    return false;
}

} // namespace tailrace::test
