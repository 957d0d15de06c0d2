// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace tailrace::bench {

// A new directory in the build tree, so on a real disk: a journal in memory would flatter every figure. Removed with its content.
class BenchDirectory {
public:
    BenchDirectory()
    {
        if (!mkdtemp(m_path.data())) std::abort();
    }
    ~BenchDirectory()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    BenchDirectory(const BenchDirectory&) = delete;
    BenchDirectory& operator=(const BenchDirectory&) = delete;

    const std::string& path() const { return m_path; }

private:
    std::string m_path = TAILRACE_BINARY_DIR "/bench-XXXXXX";
};

} // namespace tailrace::bench
