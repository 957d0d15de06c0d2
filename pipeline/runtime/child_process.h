// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <sys/types.h>

#include "pipeline/base/result.h"

namespace tailrace::runtime {

// A program run as our child: no shell, no inherited descriptors, a process group of its own (Ctrl-C in a terminal is for us to
// handle, not for it), and SIGKILL from the kernel when we die, even by kill -9.
//
// Start it from the MAIN thread: the kernel ties that last promise to the thread that forked, and kills the child when this thread ends.
// Not thread-safe. The destructor kills and reaps.
class ChildProcess {
public:
    enum class Output { Pipe, Inherit, Discard };

    struct Options {
        std::string program;                  // a path; PATH is not searched (see findProgram)
        std::vector<std::string> arguments{}; // without the program's name
        Output output = Output::Pipe;         // standard output and standard error together
    };

    ChildProcess() = default;
    ~ChildProcess();
    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&& other) noexcept;
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    // Returns once the program has been executed; NotFound or Io when it could not be.
    static Result<ChildProcess> start(const Options& options);

    bool running();
    pid_t pid() const { return m_pid; }
    bool wasKilled() const;       // it ended by a signal
    std::string exitText() const; // "exited with code 3", "was killed by signal 9 (Killed)"; empty while it runs

    // What it has written since the last call, at most 128 KiB; never waits.
    std::string readOutput();
    void closeInput(); // it reads end of file

    bool sendSignal(int number);
    // SIGTERM, after `grace` SIGKILL; returns when it has been reaped. Does nothing when it is not running.
    void stop(std::chrono::milliseconds grace);

    // User and system time so far, also of a child that has ended.
    double cpuSeconds() const;

private:
    void reap(int status, double cpuSeconds);
    bool waitUntilEnded(std::chrono::milliseconds limit);
    void closeDescriptors();

    pid_t m_pid = -1;
    bool m_ended = true;
    int m_status = 0;
    double m_finalCpuSeconds = 0;
    int m_input = -1;
    int m_output = -1;
};

// The first executable file of that name in PATH; empty when there is none.
std::string findProgram(const std::string& name);

} // namespace tailrace::runtime
