// SPDX-License-Identifier: Apache-2.0
#include "pipeline/sessionize/closed_session_file.h"

#include <sqlite3.h>

namespace tailrace::sessionize::closed_session_file {
namespace {

ErrorCode codeOf(int sqliteCode)
{
    switch (sqliteCode & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ErrorCode::Unavailable;
    case SQLITE_FULL: return ErrorCode::Full;
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY: return ErrorCode::Io;
    // Our own statements are right: whatever else fails does so by what is in the file.
    default: return ErrorCode::Corrupt;
    }
}

} // namespace

Error errorOf(const SqliteFile::Failure& failure, const std::filesystem::path& file)
{
    return Error(codeOf(failure.code), file.string() + ": " + failure.words);
}

std::string strangerIn(SqliteFile& file)
{
    const std::int64_t id = file.pragma("application_id"), version = file.pragma("user_version");
    if (file.failure() || (id == ApplicationId && version == Version)) return {};
    return id == ApplicationId ? "an index of closed sessions of version " + std::to_string(version) : "not an index of closed sessions";
}

} // namespace tailrace::sessionize::closed_session_file
