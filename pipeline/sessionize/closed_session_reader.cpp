// SPDX-License-Identifier: Apache-2.0
#include "pipeline/sessionize/closed_session_reader.h"

#include <limits>
#include <string>
#include <system_error>

#include "pipeline/sessionize/closed_session_file.h"

namespace tailrace::sessionize {
namespace {

const std::string Select =
    "SELECT number, shopper, first, last, closed_at, revision, events, page_views, product_views, cart_adds, cart_removes,"
    " checkouts FROM closed_session WHERE ";
constexpr std::int64_t Last = std::numeric_limits<std::int64_t>::max();

// Calls ask(file) on the opened file; its answer, unless the file failed.
template <class Ask>
auto askFile(const std::filesystem::path& path, Ask ask) -> Result<decltype(ask(std::declval<SqliteFile&>()))>
{
    std::error_code code;
    if (!std::filesystem::exists(path, code)) return Error(ErrorCode::NotFound, path.string());
    SqliteFile file(path, SqliteFile::Mode::Read);
    file.run("PRAGMA busy_timeout=2000");
    const std::string stranger = closed_session_file::strangerIn(file);
    if (!stranger.empty()) return Error(ErrorCode::Unsupported, path.string() + ": " + stranger);
    auto answer = ask(file);
    if (file.failure()) return closed_session_file::errorOf(*file.failure(), path);
    return answer;
}

ClosedSession sessionOf(const SqliteStatement& row)
{
    ClosedSession session;
    session.shopper = row.text(1);
    session.first = fromMillis(row.integer(2));
    session.last = fromMillis(row.integer(3));
    session.closedAt = fromMillis(row.integer(4));
    int column = 5;
    for (std::uint32_t* number : closed_session_file::numbersOf(session)) *number = static_cast<std::uint32_t>(row.integer(column++));
    return session;
}

// The first `limit` rows; `time` is the column by which they are ordered.
ClosedSessionPage pageOf(SqliteStatement& rows, std::size_t limit, int time)
{
    ClosedSessionPage page;
    ClosedSessionCursor last;
    while (rows.next()) {
        if (page.sessions.size() == limit) {
            page.next = last;
            break;
        }
        page.sessions.push_back(sessionOf(rows));
        last = {.time = rows.integer(time), .number = rows.integer(0)};
    }
    return page;
}

} // namespace

Result<ClosedSessionPage> ClosedSessionReader::ofShopper(std::string_view shopper, std::size_t limit,
    std::optional<ClosedSessionCursor> from) const
{
    return askFile(m_file, [&](SqliteFile& file) {
        auto rows = file.prepare((Select + "shopper=? AND first<? ORDER BY first DESC LIMIT ?").c_str());
        rows.bind(shopper).bind(from ? from->time : Last).bindCount(limit + 1);
        return pageOf(rows, limit, 2);
    });
}

Result<ClosedSessionPage> ClosedSessionReader::closedBetween(EventTime begin, EventTime end, std::size_t limit,
    std::optional<ClosedSessionCursor> from) const
{
    const ClosedSessionCursor before =
        from.value_or(ClosedSessionCursor{.time = toMillis(end), .number = std::numeric_limits<std::int64_t>::min()});
    return askFile(m_file, [&](SqliteFile& file) {
        auto rows =
            file.prepare((Select + "closed_at>=? AND (closed_at, number)<(?,?) ORDER BY closed_at DESC, number DESC LIMIT ?").c_str());
        rows.bind(toMillis(begin)).bind(before.time).bind(before.number).bindCount(limit + 1);
        return pageOf(rows, limit, 4);
    });
}

Result<ClosedSessionReader::Statistics> ClosedSessionReader::statistics() const
{
    return askFile(m_file, [](SqliteFile& file) {
        Statistics statistics;
        auto row = file.prepare("SELECT count(*), min(closed_at), max(closed_at) FROM closed_session");
        if (row.next()) statistics.sessions = row.count(0);
        if (statistics.sessions > 0) {
            statistics.firstClose = fromMillis(row.integer(1));
            statistics.lastClose = fromMillis(row.integer(2));
        }
        statistics.bytes = static_cast<std::uint64_t>(file.pragma("page_count") * file.pragma("page_size"));
        return statistics;
    });
}

} // namespace tailrace::sessionize
