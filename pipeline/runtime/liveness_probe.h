// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "pipeline/base/clock.h"

namespace tailrace::runtime {

// Asks a server of ours once a second whether it still answers, over a connection of its own, and never waits for it. Any answer will
// do. For one thread.
class LivenessProbe {
public:
    struct Question {
        std::string unixPath; // empty: the port of 127.0.0.1
        std::uint16_t port = 0;
        std::string bytes; // what the server answers at once
    };

    explicit LivenessProbe(Question question);
    ~LivenessProbe();
    LivenessProbe(const LivenessProbe&) = delete;
    LivenessProbe& operator=(const LivenessProbe&) = delete;

    // How long the present question has been without an answer; zero when there is none. To be called about ten times a second: time in
    // which nobody called counts for one second at most, because then it was we who were stopped, not the server.
    std::chrono::milliseconds silence(Stamp now);

private:
    bool isAnswered();
    bool connect();
    bool ask();
    void hangUp();

    const Question m_question;
    int m_socket = -1;
    bool m_asked = false;   // over this connection
    bool m_waiting = false; // for an answer
    Stamp m_lastCall{};
    Stamp m_nextQuestion{};
    std::chrono::milliseconds m_silence{0};
};

} // namespace tailrace::runtime
