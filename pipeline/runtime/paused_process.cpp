// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/paused_process.h"

#include <csignal>
#include <utility>

#include "pipeline/base/named_thread.h"

namespace tailrace::runtime {

StoppedProcess::StoppedProcess(ProcessHandle process) : m_process(std::move(process)) { m_process.send(SIGSTOP); }

StoppedProcess::~StoppedProcess() { m_process.send(SIGCONT); }

SlowProcess::SlowProcess(ProcessHandle process, std::chrono::nanoseconds delay)
    : m_process(std::move(process)),
      m_delay(delay),
      m_thread(namedThread("slow server", [this](const std::stop_token& stop) { run(stop); }))
{}

SlowProcess::~SlowProcess()
{
    m_thread.request_stop();
    m_ending.wake();
    m_thread.join();
    m_process.send(SIGCONT);
}

void SlowProcess::run(const std::stop_token& stop) const
{
    while (!stop.stop_requested() && m_process.send(SIGSTOP)) {
        m_ending.wait(m_delay);
        if (!m_process.send(SIGCONT)) return; // it has ended
        if (!stop.stop_requested()) m_ending.wait(Moment);
    }
}

} // namespace tailrace::runtime
