// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>

#include "pipeline/base/sqlite_file.h"
#include "pipeline/sessionize/closed_session.h"

namespace tailrace::sessionize {

// The SQLite file of closed sessions, as its writer and its readers agree on it.
namespace closed_session_file {

inline constexpr std::int64_t ApplicationId = 0x74726373; // "trcs"
inline constexpr std::int64_t Version = 1;

inline constexpr const char* Schema =
    "CREATE TABLE closed_session(number INTEGER PRIMARY KEY, shopper TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,"
    " closed_at INTEGER NOT NULL, revision INTEGER NOT NULL, events INTEGER NOT NULL, page_views INTEGER NOT NULL,"
    " product_views INTEGER NOT NULL, cart_adds INTEGER NOT NULL, cart_removes INTEGER NOT NULL, checkouts INTEGER NOT NULL);"
    "CREATE UNIQUE INDEX by_shopper ON closed_session(shopper, first);"
    "CREATE INDEX by_close ON closed_session(closed_at);"; // then by number, as any index

// The counts in the order of their columns.
template <class Session>
auto numbersOf(Session& s)
{
    return std::array{&s.revision, &s.counts.events, &s.counts.pageViews, &s.counts.productViews, &s.counts.cartAdds, &s.counts.cartRemoves,
        &s.counts.checkouts};
}

// SQLite's failure as ours. Corrupt: the file's content is to blame, and no second try will read it.
Error errorOf(const SqliteFile::Failure& failure, const std::filesystem::path& file);

// Empty: the file is one of ours. Otherwise what it is instead, in words.
std::string strangerIn(SqliteFile& file);

} // namespace closed_session_file
} // namespace tailrace::sessionize
