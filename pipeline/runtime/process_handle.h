// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include "pipeline/base/result.h"

namespace tailrace::runtime {

// Names one process for good: a signal never reaches another one that got the same number later. send() is thread-safe.
class ProcessHandle {
public:
    // NotFound when there is no such process.
    static Result<ProcessHandle> open(pid_t pid);
    ~ProcessHandle();
    ProcessHandle(ProcessHandle&& other) noexcept;
    ProcessHandle& operator=(ProcessHandle&& other) noexcept;
    ProcessHandle(const ProcessHandle&) = delete;
    ProcessHandle& operator=(const ProcessHandle&) = delete;

    // False: it has ended.
    bool send(int signal) const;

private:
    explicit ProcessHandle(int descriptor) : m_descriptor(descriptor) {}

    int m_descriptor = -1;
};

} // namespace tailrace::runtime
