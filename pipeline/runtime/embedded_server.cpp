// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/embedded_server.h"

#include <algorithm>
#include <cctype>
#include <csignal>
#include <utility>

#include <poll.h>

#include "pipeline/report/number_format.h"

namespace tailrace::runtime {
namespace {

constexpr std::size_t KeptOutput = 4096;
constexpr std::chrono::milliseconds FirstBackOff{50};
constexpr std::chrono::milliseconds LastBackOff{2000};
constexpr std::chrono::milliseconds StopGrace{500};

Stamp steadyNow() { return std::chrono::steady_clock::now(); }

} // namespace

EmbeddedServerStatus EmbeddedServerState::get() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

void EmbeddedServerState::set(EmbeddedServerStatus status)
{
    const std::lock_guard lock(m_mutex);
    m_status = std::move(status);
}

Result<void> EmbeddedServer::start(std::chrono::milliseconds deadline)
{
    if (m_status.phase != ServerPhase::Stopped) return {};
    const Stamp end = steadyNow() + deadline;
    m_status.phase = ServerPhase::Starting;
    publish();
    if (auto launched = launch(); !launched) {
        stop();
        return launched;
    }
    while (true) {
        advance();
        if (m_status.phase == ServerPhase::Up) return {};
        const bool died = !m_child.running();
        if (died || steadyNow() >= end) {
            collectOutput();
            const std::string how = died ? m_child.exitText() : "was not ready within " + std::to_string(deadline.count()) + " ms";
            const Error error(died ? ErrorCode::Unavailable : ErrorCode::Timeout, m_name + " did not start: it " + how + lastWords());
            stop();
            return error;
        }
        poll(nullptr, 0, 1);
    }
}

void EmbeddedServer::superviseTick()
{
    if (m_status.phase == ServerPhase::Stopped) return;
    collectOutput();
    if (m_child.running()) {
        if (m_status.phase != ServerPhase::Up) advance();
        if (m_status.phase == ServerPhase::Up) {
            watchSilence();
        } else if (steadyNow() >= m_readyBy) {
            fail("was not ready in time");
        }
    } else if (m_child.pid() >= 0) {
        fail(m_child.exitText() + lastWords());
    }
    if (m_child.pid() < 0 && steadyNow() >= m_retryAt) {
        if (auto launched = launch(); !launched) fail("cannot be started again: " + launched.error().context());
    }
    publish();
}

bool EmbeddedServer::sendSignal(int number)
{
    if (!m_child.sendSignal(number)) return false;
    if (number == SIGSTOP || number == SIGCONT) expectSilence(number == SIGSTOP);
    return true;
}

void EmbeddedServer::stop() { stopChild(); }

void EmbeddedServer::stopChild()
{
    m_liveness.reset();
    m_child.stop(StopGrace);
    m_earlierCpuSeconds += m_child.cpuSeconds();
    m_child = ChildProcess();
    m_status.phase = ServerPhase::Stopped;
    m_status.pid = -1;
    publish();
}

Result<void> EmbeddedServer::launch()
{
    auto options = prepare();
    if (!options) return options.error();
    auto child = ChildProcess::start(*options);
    if (!child) return child.error();
    m_child = std::move(*child);
    m_output.clear();
    m_isSilenceExpected = false;
    m_status.pid = m_child.pid();
    m_readyBy = steadyNow() + LongestStart;
    return {};
}

// From launched to up, as soon as the server says so.
void EmbeddedServer::advance()
{
    collectOutput();
    auto endpoint = probe(m_output);
    if (!endpoint) return;
    m_status.phase = ServerPhase::Up;
    m_status.endpoint = std::move(*endpoint);
    ++m_status.generation;
    m_liveness.emplace(livenessQuestion(m_status.endpoint));
    m_output.clear(); // that it is up is no last word
    m_backOff = std::chrono::milliseconds(0);
    publish();
}

void EmbeddedServer::collectOutput()
{
    m_output += m_child.readOutput();
    if (m_output.size() > KeptOutput) m_output.erase(0, m_output.size() - KeptOutput);
}

// A process that hangs, or that somebody has stopped, never ends by itself.
void EmbeddedServer::watchSilence()
{
    if (!m_liveness || m_isSilenceExpected || m_liveness->silence(steadyNow()) < m_longestSilence) return;
    const double seconds = std::chrono::duration<double>(m_longestSilence).count();
    fail("was there and did not answer for " + report::fixed(seconds, 1) + " s, so it was killed");
}

void EmbeddedServer::fail(const std::string& trouble)
{
    m_liveness.reset();
    m_child.stop(std::chrono::milliseconds(0));
    m_earlierCpuSeconds += m_child.cpuSeconds();
    m_child = ChildProcess();
    m_status.phase = ServerPhase::Restarting;
    m_status.pid = -1;
    m_status.lastTrouble = m_name + ' ' + trouble + '.';
    m_status.lastTrouble.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(m_status.lastTrouble.front())));
    m_retryAt = steadyNow() + m_backOff;
    m_backOff = std::clamp(2 * m_backOff, FirstBackOff, LastBackOff);
}

void EmbeddedServer::publish()
{
    m_status.cpuSeconds = m_earlierCpuSeconds + m_child.cpuSeconds();
    m_state.set(m_status);
}

// Its last whole lines, at most a few. A signal comes from outside: what it said before has nothing to do with that.
std::string EmbeddedServer::lastWords() const
{
    constexpr std::size_t Longest = 300;
    if (m_child.wasKilled()) return {};
    std::string words = m_output;
    while (!words.empty() && words.back() == '\n') words.pop_back();
    if (words.size() > Longest) {
        const auto line = words.find('\n', words.size() - Longest);
        words.erase(0, line == std::string::npos ? words.rfind('\n') + 1 : line + 1);
    }
    std::replace(words.begin(), words.end(), '\n', ' ');
    return words.empty() ? std::string() : "; its last words: " + words;
}

} // namespace tailrace::runtime
