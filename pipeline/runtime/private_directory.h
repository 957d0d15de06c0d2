// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "pipeline/base/result.h"

namespace tailrace::runtime {

// A directory that only this user can enter, under XDG_RUNTIME_DIR or /tmp, removed with its content by the destructor. It is locked while
// it lives; those that a killed process left behind (same purpose, not locked) are swept by the next create().
class PrivateDirectory {
public:
    // `longestName`: bytes of the longest file name that will be used inside as a Unix socket; a base directory in which the socket's
    // path would not fit is passed over.
    static Result<PrivateDirectory> create(std::string_view purpose, std::size_t longestName);

    ~PrivateDirectory();
    PrivateDirectory(PrivateDirectory&& other) noexcept;
    PrivateDirectory& operator=(PrivateDirectory&& other) noexcept;
    PrivateDirectory(const PrivateDirectory&) = delete;
    PrivateDirectory& operator=(const PrivateDirectory&) = delete;

    const std::string& path() const { return m_path; }

private:
    PrivateDirectory(std::string path, int lock) : m_path(std::move(path)), m_lock(lock) {}
    void remove() noexcept;

    std::string m_path;
    int m_lock = -1;
};

} // namespace tailrace::runtime
