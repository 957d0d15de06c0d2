// SPDX-License-Identifier: Apache-2.0
#include "app/headless/supervisor.h"

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "app/headless/exit_code.h"
#include "app/run/stop_signals.h"

namespace tailrace::headless {
namespace {

constexpr auto ShortLife = std::chrono::milliseconds(500); // less than a start takes
constexpr int MostShortLives = 5;                          // one after the other

pid_t play(const std::function<int()>& part)
{
    std::fflush(nullptr); // or the child would print it once more
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child != 0) return child;
    prctl(PR_SET_PDEATHSIG, SIGTERM); // without its supervisor it ends as a run that is stopped, with its report
    if (getppid() != parent) std::_Exit(ExitFailed);
    std::exit(part()); // NOLINT(concurrency-mt-unsafe): the run's threads have ended
}

// Hands on the wishes to stop that only this process was sent: those of the terminal reach the child, too.
int waitFor(pid_t child)
{
    sigset_t signals = run::stopSignals();
    sigaddset(&signals, SIGCHLD);
    int status = 0;
    while (waitpid(child, &status, WNOHANG) == 0) {
        siginfo_t info{};
        const int signal = sigwaitinfo(&signals, &info);
        if ((signal == SIGINT || signal == SIGTERM) && info.si_code != SI_KERNEL) kill(child, signal);
    }
    return status;
}

// So that it can be waited for like the others.
void blockChildSignal()
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

int giveUp(int signal, const char* why)
{
    std::fprintf(stderr, "tailrace-headless: the run was ended by signal %d (%s); %s\n", signal, strsignal(signal), why);
    return ExitFailed;
}

} // namespace

int supervise(const std::function<int()>& first, const std::function<int(Stamp died)>& again, const std::function<bool()>& canGoOn)
{
    blockChildSignal();
    const SystemClock clock;
    std::function<int()> part = first;
    for (int shortLives = 0;;) {
        const Stamp began = clock.now();
        const pid_t child = play(part);
        if (child < 0) return giveUp(0, "no process can be started");
        const int status = waitFor(child);
        if (WIFEXITED(status)) return WEXITSTATUS(status);
        const Stamp died = clock.now();
        const int signal = WTERMSIG(status);
        if (!canGoOn()) return giveUp(signal, "it had not begun, so there is nothing to go on with.");
        shortLives = died - began < ShortLife ? shortLives + 1 : 0;
        if (shortLives >= MostShortLives)
            return giveUp(signal, "it does not come up again. Its journal and checkpoints are kept: try `tailrace-headless resume`.");
        std::fprintf(stderr, "tailrace-headless: process %d was ended by signal %d (%s); another one goes on with the run.\n", child,
            signal, strsignal(signal));
        part = [&again, died] { return again(died); };
    }
}

} // namespace tailrace::headless
