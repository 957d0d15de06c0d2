// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "pipeline/base/clock.h"
#include "pipeline/base/result.h"
#include "pipeline/runtime/child_process.h"
#include "pipeline/runtime/liveness_probe.h"

namespace tailrace::runtime {

enum class ServerPhase { Stopped, Starting, Up, Restarting };

struct EmbeddedServerStatus {
    ServerPhase phase = ServerPhase::Stopped;
    std::uint64_t generation = 0; // 1 when it is up for the first time, one more after each restart: everything it held is gone
    std::string endpoint;         // of the latest generation
    pid_t pid = -1;
    double cpuSeconds = 0;   // of all generations
    std::string lastTrouble; // why it was restarted last, a sentence
};

// What other threads see of an embedded server. Thread-safe.
class EmbeddedServerState {
public:
    EmbeddedServerStatus get() const;
    void set(EmbeddedServerStatus status);

private:
    mutable std::mutex m_mutex; // guards m_status
    EmbeddedServerStatus m_status;
};

// Longer than any stall that somebody may cause on purpose to see what it does (10 s).
inline constexpr std::chrono::milliseconds LongestSilence{12'000};
// From the start of the process until it can be used; one that is not up by then is killed.
inline constexpr std::chrono::milliseconds LongestStart{5'000};

// A server that we run as a child and restart when it dies, or when it is there and does not answer for too long. start(), superviseTick() and stop() belong to the main thread (see
// ChildProcess); status() to any.
class EmbeddedServer {
public:
    virtual ~EmbeddedServer() = default;
    EmbeddedServer(const EmbeddedServer&) = delete;
    EmbeddedServer& operator=(const EmbeddedServer&) = delete;

    // Waits until the server can be used.
    Result<void> start(std::chrono::milliseconds deadline = LongestStart);

    // To be called about ten times a second. Does not wait for the server: a restart takes several ticks.
    void superviseTick();

    virtual void stop();

    EmbeddedServerStatus status() const { return m_state.get(); }
    std::string endpoint() const { return m_state.get().endpoint; }
    std::uint64_t generation() const { return m_state.get().generation; }

    // To pause it (SIGSTOP, SIGCONT) or to kill it. What is paused this way is not taken for hung, however long.
    bool sendSignal(int number);
    // An incident stops or slows this process: until told otherwise, or until there is a new one, its silence means nothing.
    void expectSilence(bool expected) { m_isSilenceExpected = expected; }

protected:
    EmbeddedServer(std::string name, std::chrono::milliseconds longestSilence) : m_name(std::move(name)), m_longestSilence(longestSilence)
    {}

    // The program to run and its arguments; also makes what it needs.
    virtual Result<ChildProcess::Options> prepare() = 0;
    // The endpoint once the server can be used; `output` is all that it has written in this generation (its latest part).
    virtual std::optional<std::string> probe(const std::string& output) = 0;
    // What the server at that endpoint answers at once, as long as it works.
    virtual LivenessProbe::Question livenessQuestion(const std::string& endpoint) const = 0;

    void stopChild(); // for destructors of subclasses too

private:
    Result<void> launch();
    void advance();
    void collectOutput();
    void watchSilence();
    void fail(const std::string& trouble);
    void publish();
    std::string lastWords() const;

    const std::string m_name;
    const std::chrono::milliseconds m_longestSilence;
    ChildProcess m_child;
    std::optional<LivenessProbe> m_liveness; // while it is up
    bool m_isSilenceExpected = false;
    std::string m_output;
    EmbeddedServerStatus m_status;
    double m_earlierCpuSeconds = 0;
    Stamp m_readyBy{};
    Stamp m_retryAt{};
    std::chrono::milliseconds m_backOff{0};
    EmbeddedServerState m_state;
};

} // namespace tailrace::runtime
