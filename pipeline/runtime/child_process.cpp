// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/child_process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pipeline/telemetry/cpu_clock.h"

namespace tailrace::runtime {
namespace {

constexpr int KeptForReport = 3;                                 // the descriptor on which the child reports a failed exec
constexpr std::size_t MostOutputAtOnce = std::size_t{128} << 10; // a child that never stops writing must not hold us

struct Pipe {
    int readEnd = -1;
    int writeEnd = -1;
    bool open()
    {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0) return false;
        readEnd = ends[0];
        writeEnd = ends[1];
        return true;
    }
};

void closeIfOpen(int& descriptor)
{
    if (descriptor >= 0) ::close(descriptor);
    descriptor = -1;
}

struct ChildPlan {
    const char* program;
    char* const* arguments;
    pid_t parent;
    int input, output, report;
};

// Runs between fork and exec of a process with threads: only async-signal-safe calls, no allocation, no locks.
[[noreturn]] void becomeChild(const ChildPlan& plan)
{
    const auto giveUp = [&](int report) {
        const int problem = errno;
        [[maybe_unused]] const auto written = ::write(report, &problem, sizeof problem);
        _exit(127);
    };
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) giveUp(plan.report);
    if (getppid() != plan.parent) _exit(127); // the parent died before the line above
    setpgid(0, 0);

    // Descriptors of the plan may themselves be 0 to 3: lift them out of the way first.
    const int report = fcntl(plan.report, F_DUPFD_CLOEXEC, 10);
    const int input = fcntl(plan.input, F_DUPFD_CLOEXEC, 10);
    const int output = fcntl(plan.output, F_DUPFD_CLOEXEC, 10);
    if (report < 0 || input < 0 || output < 0) giveUp(plan.report);
    if (dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0) giveUp(report);
    if (dup2(report, KeptForReport) < 0) giveUp(report);
    fcntl(KeptForReport, F_SETFD, FD_CLOEXEC);
    if (close_range(KeptForReport + 1, ~0U, 0) != 0) // a kernel before 5.9
        for (int descriptor = KeptForReport + 1; descriptor < 65536; ++descriptor) ::close(descriptor);

    for (int number = 1; number < NSIG; ++number) std::signal(number, SIG_DFL); // an ignored SIGPIPE would survive exec
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    execve(plan.program, plan.arguments, environ);
    giveUp(KeptForReport);
    std::abort();
}

double seconds(const rusage& usage)
{
    const auto of = [](const timeval& time) { return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec); };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

Error systemError(const std::string& what, int number)
{
    const ErrorCode code = number == ENOENT ? ErrorCode::NotFound : ErrorCode::Io;
    return Error(code, what + ": " + std::generic_category().message(number));
}

} // namespace

ChildProcess::~ChildProcess()
{
    stop(std::chrono::milliseconds(0));
    closeDescriptors();
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept { *this = std::move(other); }

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept
{
    if (this == &other) return *this;
    stop(std::chrono::milliseconds(0));
    closeDescriptors();
    m_pid = std::exchange(other.m_pid, -1);
    m_ended = std::exchange(other.m_ended, true);
    m_status = other.m_status;
    m_finalCpuSeconds = other.m_finalCpuSeconds;
    m_input = std::exchange(other.m_input, -1);
    m_output = std::exchange(other.m_output, -1);
    return *this;
}

Result<ChildProcess> ChildProcess::start(const Options& options)
{
    std::vector<char*> arguments; // exec takes char*, and does not write to them
    arguments.push_back(const_cast<char*>(options.program.c_str()));
    for (const std::string& argument : options.arguments) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);

    Pipe input, output, report;
    int discard = -1;
    const bool opened = input.open() && report.open()
        && (options.output == Output::Pipe ? output.open() : (discard = ::open("/dev/null", O_WRONLY | O_CLOEXEC)) >= 0);
    const int openProblem = errno;
    ChildProcess child;
    if (opened) {
        const int childOutput = options.output == Output::Pipe ? output.writeEnd : options.output == Output::Discard ? discard : 2;
        const ChildPlan plan{options.program.c_str(), arguments.data(), getpid(), input.readEnd, childOutput, report.writeEnd};
        child.m_pid = fork();
        if (child.m_pid == 0) becomeChild(plan);
    }
    const int forkProblem = errno;
    closeIfOpen(input.readEnd);
    closeIfOpen(output.writeEnd);
    closeIfOpen(report.writeEnd);
    closeIfOpen(discard);
    child.m_input = input.writeEnd;
    child.m_output = output.readEnd;
    if (child.m_output >= 0) fcntl(child.m_output, F_SETFL, O_NONBLOCK);
    if (child.m_pid < 0) {
        closeIfOpen(report.readEnd);
        return systemError("cannot start " + options.program, opened ? forkProblem : openProblem);
    }
    child.m_ended = false;

    int problem = 0;
    ssize_t got = 0;
    do got = ::read(report.readEnd, &problem, sizeof problem);
    while (got < 0 && errno == EINTR);
    closeIfOpen(report.readEnd);
    if (got == sizeof problem) return systemError("cannot run " + options.program, problem);
    return child;
}

bool ChildProcess::running()
{
    if (m_ended) return false;
    int status = 0;
    rusage usage{};
    const pid_t reaped = wait4(m_pid, &status, WNOHANG, &usage);
    if (reaped == m_pid) reap(status, seconds(usage));
    if (reaped < 0 && errno == ECHILD) reap(0, 0); // someone else waited for it
    return !m_ended;
}

void ChildProcess::reap(int status, double cpuSeconds)
{
    m_ended = true;
    m_status = status;
    m_finalCpuSeconds = cpuSeconds;
    closeIfOpen(m_input);
}

bool ChildProcess::wasKilled() const { return m_pid >= 0 && m_ended && WIFSIGNALED(m_status); }

std::string ChildProcess::exitText() const
{
    if (m_pid < 0 || !m_ended) return {};
    if (WIFSIGNALED(m_status)) {
        const int number = WTERMSIG(m_status);
        const char* name = sigdescr_np(number);
        return "was killed by signal " + std::to_string(number) + (name != nullptr ? " (" + std::string(name) + ')' : std::string());
    }
    return "exited with code " + std::to_string(WEXITSTATUS(m_status));
}

std::string ChildProcess::readOutput()
{
    std::string text;
    std::array<char, 4096> part{};
    while (m_output >= 0 && text.size() < MostOutputAtOnce) {
        const ssize_t count = ::read(m_output, part.data(), part.size());
        if (count < 0 && errno == EINTR) continue;
        if (count == 0) closeIfOpen(m_output);
        if (count <= 0) break;
        text.append(part.data(), static_cast<std::size_t>(count));
    }
    return text;
}

void ChildProcess::closeInput() { closeIfOpen(m_input); }

bool ChildProcess::sendSignal(int number) { return running() && kill(m_pid, number) == 0; }

bool ChildProcess::waitUntilEnded(std::chrono::milliseconds limit)
{
    using SteadyClock = std::chrono::steady_clock;
    const auto deadline = SteadyClock::now() + limit;
    while (running()) {
        if (SteadyClock::now() >= deadline) return false;
        poll(nullptr, 0, 2);
    }
    return true;
}

void ChildProcess::stop(std::chrono::milliseconds grace)
{
    if (!running()) return;
    if (grace.count() > 0) {
        kill(m_pid, SIGTERM);
        kill(m_pid, SIGCONT); // a paused one could not obey
        closeInput();
        if (waitUntilEnded(grace)) return;
    }
    kill(m_pid, SIGKILL);
    int status = 0;
    rusage usage{};
    while (wait4(m_pid, &status, 0, &usage) < 0 && errno == EINTR) {}
    reap(status, seconds(usage));
}

double ChildProcess::cpuSeconds() const
{
    if (m_ended) return m_finalCpuSeconds;
    const auto used = telemetry::processCpuTime(m_pid);
    return used ? std::chrono::duration<double>(*used).count() : m_finalCpuSeconds;
}

void ChildProcess::closeDescriptors()
{
    closeIfOpen(m_input);
    closeIfOpen(m_output);
}

std::string findProgram(const std::string& name)
{
    const char* path = std::getenv("PATH");
    std::istringstream folders(path != nullptr ? path : "/usr/bin:/bin");
    for (std::string folder; std::getline(folders, folder, ':');) {
        if (folder.empty()) continue;
        folder.append("/").append(name);
        if (access(folder.c_str(), X_OK) == 0) return folder;
    }
    return {};
}

} // namespace tailrace::runtime
