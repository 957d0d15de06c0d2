// SPDX-License-Identifier: Apache-2.0
#include "app/headless/out_folder.h"

#include <utility>

namespace tailrace::headless {

namespace fs = std::filesystem;

Result<void> OutFolder::check(const fs::path& out)
{
    std::error_code failed;
    // An empty one is what is left of a run that never began.
    if (fs::exists(journalIn(out), failed) && !fs::is_empty(journalIn(out), failed))
        return Error(ErrorCode::InvalidInput, out.string() + " already holds a run with its journal; give --out another folder");
    return {};
}

Result<OutFolder> OutFolder::make(const fs::path& out)
{
    if (auto free = check(out); !free) return free.error();
    std::error_code failed;
    std::vector<fs::path> made{journalIn(out)};
    fs::path folder = fs::absolute(out, failed).lexically_normal();
    if (!folder.has_filename()) folder = folder.parent_path(); // "out/"
    for (; !fs::exists(folder, failed) && folder.has_relative_path(); folder = folder.parent_path()) made.push_back(folder);
    OutFolder result(std::move(made));
    fs::create_directories(journalIn(out), failed);
    if (failed) return Error(ErrorCode::Io, "cannot make the folder " + out.string() + ": " + failed.message());
    return result;
}

OutFolder::OutFolder(OutFolder&& other) noexcept : m_made(std::exchange(other.m_made, {})) {}

OutFolder::~OutFolder()
{
    if (m_made.empty()) return;
    std::error_code ignored;
    fs::remove_all(m_made.front(), ignored);
    for (std::size_t i = 1; i < m_made.size(); ++i) fs::remove(m_made[i], ignored); // only what is empty
}

} // namespace tailrace::headless
