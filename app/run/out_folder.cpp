// SPDX-License-Identifier: Apache-2.0
#include "app/run/out_folder.h"

#include <utility>

#include "pipeline/report/report_reserve.h"

namespace tailrace::run {

namespace fs = std::filesystem;

namespace {

Error taken(const fs::path& out)
{
    return {ErrorCode::InvalidInput, out.string() + " already holds a run with its journal; give --out another folder"};
}

} // namespace

Result<void> OutFolder::check(const fs::path& out)
{
    std::error_code failed;
    if (fs::exists(journalIn(out), failed)) return taken(out);
    return {};
}

Result<OutFolder> OutFolder::make(const fs::path& out)
{
    if (auto free = check(out); !free) return free.error();
    std::error_code failed;
    std::vector<fs::path> made;
    fs::path folder = fs::absolute(out, failed).lexically_normal();
    if (!folder.has_filename()) folder = folder.parent_path(); // "out/"
    for (; !fs::exists(folder, failed) && folder.has_relative_path(); folder = folder.parent_path()) made.push_back(folder);
    fs::create_directories(out, failed);
    // Of two runs that begin at once, one makes the journal's folder; only that one may ever remove it.
    if (!failed && !fs::create_directory(journalIn(out), failed) && !failed) return taken(out);
    if (failed) return Error(ErrorCode::Io, "cannot make the folder " + out.string() + ": " + failed.message());
    made.insert(made.begin(), journalIn(out));
    return OutFolder(std::move(made));
}

Result<void> OutFolder::setAside(std::uint64_t reportBytes) const { return report::takeReserve(m_made.front().parent_path(), reportBytes); }

OutFolder::OutFolder(OutFolder&& other) noexcept : m_made(std::exchange(other.m_made, {})) {}

OutFolder::~OutFolder()
{
    if (m_made.empty()) return;
    std::error_code ignored;
    fs::remove_all(m_made.front(), ignored);
    report::freeReserve(m_made.front().parent_path());
    for (std::size_t i = 1; i < m_made.size(); ++i) fs::remove(m_made[i], ignored); // only what is empty
}

} // namespace tailrace::run
