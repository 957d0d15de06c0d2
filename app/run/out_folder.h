// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "pipeline/base/result.h"

namespace tailrace::run {

// The folder that a run writes into. A run that does not come about leaves nothing behind: unless keep() is called, the
// journal and the folders that were made for it go again.
class OutFolder {
public:
    // Refused when the folder holds a journal already.
    static Result<void> check(const std::filesystem::path& out);
    static Result<OutFolder> make(const std::filesystem::path& out);
    ~OutFolder();
    OutFolder(OutFolder&& other) noexcept;
    OutFolder& operator=(OutFolder&&) = delete;

    // Takes room for the report, while the disk has some; gone with the folder, or when the report is written.
    Result<void> setAside(std::uint64_t reportBytes) const;
    static std::filesystem::path journalIn(const std::filesystem::path& out) { return out / "journal"; }
    static std::filesystem::path checkpointsIn(const std::filesystem::path& out) { return out / "checkpoints"; }
    static std::filesystem::path closedSessionsIn(const std::filesystem::path& out) { return out / "sessions.sqlite"; }
    static std::filesystem::path cutsIn(const std::filesystem::path& out) { return out / "cuts"; }
    void keep() { m_made.clear(); }

private:
    explicit OutFolder(std::vector<std::filesystem::path> made) : m_made(std::move(made)) {}

    std::vector<std::filesystem::path> m_made; // the journal first, then the folders that were not there, innermost first
};

} // namespace tailrace::run
