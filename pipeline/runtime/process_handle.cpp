// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/process_handle.h"

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tailrace::runtime {

// By number: libraries before glibc 2.36 lack the functions.
Result<ProcessHandle> ProcessHandle::open(pid_t pid)
{
    const long descriptor = pid > 0 ? syscall(SYS_pidfd_open, pid, 0) : -1;
    if (descriptor >= 0) return ProcessHandle(static_cast<int>(descriptor));
    return Error(ErrorCode::NotFound,
        "there is no process " + std::to_string(pid) + " to signal: " + std::strerror(pid > 0 ? errno : ESRCH));
}

ProcessHandle::~ProcessHandle()
{
    if (m_descriptor >= 0) close(m_descriptor);
}

ProcessHandle::ProcessHandle(ProcessHandle&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

ProcessHandle& ProcessHandle::operator=(ProcessHandle&& other) noexcept
{
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

bool ProcessHandle::send(int signal) const
{
    return m_descriptor >= 0 && syscall(SYS_pidfd_send_signal, m_descriptor, signal, nullptr, 0) == 0;
}

} // namespace tailrace::runtime
