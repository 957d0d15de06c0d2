// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/liveness_probe.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace tailrace::runtime {
namespace {

constexpr std::chrono::seconds BetweenQuestions{1};
constexpr std::chrono::seconds LongestStep{1};

bool isTooEarly(int number) { return number == EAGAIN || number == EINPROGRESS || number == EALREADY || number == ENOTCONN; }

int connectUnix(int socket, const std::string& path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    return ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

int connectLoopback(int socket, std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

} // namespace

LivenessProbe::LivenessProbe(Question question) : m_question(std::move(question)) {}

LivenessProbe::~LivenessProbe() { hangUp(); }

std::chrono::milliseconds LivenessProbe::silence(Stamp now)
{
    const auto step = std::clamp<Stamp::duration>(now - std::exchange(m_lastCall, now), Stamp::duration{0}, LongestStep);
    if (!m_waiting && now < m_nextQuestion) return {};
    if (std::exchange(m_waiting, true)) m_silence += std::chrono::duration_cast<std::chrono::milliseconds>(step);
    if (!isAnswered()) return m_silence;
    m_waiting = m_asked = false;
    m_silence = {};
    m_nextQuestion = now + BetweenQuestions;
    return {};
}

bool LivenessProbe::isAnswered()
{
    if (!connect() || !ask()) return false;
    std::array<char, 4096> answer{};
    const ssize_t got = ::recv(m_socket, answer.data(), answer.size(), 0);
    if (got > 0) return true;
    if (got == 0 || !isTooEarly(errno)) hangUp(); // and then over a new one
    return false;
}

bool LivenessProbe::connect()
{
    if (m_socket >= 0) return true;
    const bool local = !m_question.unixPath.empty();
    m_socket = ::socket(local ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (m_socket < 0) return false;
    const int made = local ? connectUnix(m_socket, m_question.unixPath) : connectLoopback(m_socket, m_question.port);
    if (made == 0 || errno == EINPROGRESS) return true;
    hangUp();
    return false;
}

bool LivenessProbe::ask()
{
    if (m_asked) return true;
    // The rest of an earlier answer is none to this question.
    std::array<char, 4096> rest{};
    while (::recv(m_socket, rest.data(), rest.size(), 0) > 0) {}
    const ssize_t sent = ::send(m_socket, m_question.bytes.data(), m_question.bytes.size(), MSG_NOSIGNAL);
    m_asked = sent == static_cast<ssize_t>(m_question.bytes.size());
    if (!m_asked && (sent >= 0 || !isTooEarly(errno))) hangUp();
    return m_asked;
}

void LivenessProbe::hangUp()
{
    if (m_socket >= 0) ::close(m_socket);
    m_socket = -1;
    m_asked = false;
}

} // namespace tailrace::runtime
