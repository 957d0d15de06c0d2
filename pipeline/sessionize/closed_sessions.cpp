// SPDX-License-Identifier: Apache-2.0
#include "pipeline/sessionize/closed_sessions.h"

#include <algorithm>
#include <limits>
#include <system_error>

#include "pipeline/sessionize/closed_session_file.h"

namespace tailrace::sessionize {
namespace {

constexpr std::size_t BatchesHeld = 16; // while the disk is away
constexpr std::uint64_t ExpiredACommit = 20'000;

constexpr const char* Upsert =
    "INSERT INTO closed_session(shopper, first, last, closed_at, revision, events, page_views, product_views, cart_adds, cart_removes, checkouts)"
    " VALUES(?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(shopper, first) DO UPDATE SET last=excluded.last, closed_at=excluded.closed_at,"
    " revision=excluded.revision, events=excluded.events, page_views=excluded.page_views, product_views=excluded.product_views,"
    " cart_adds=excluded.cart_adds, cart_removes=excluded.cart_removes, checkouts=excluded.checkouts";

std::uint64_t numberOf(SqliteFile& file, const char* sql)
{
    auto statement = file.prepare(sql);
    return statement.next() ? statement.count(0) : 0;
}

} // namespace

void ClosedSessions::add(ClosedSession session) { push({.session = std::move(session)}); }

void ClosedSessions::erase(std::string_view shopper, EventTime first)
{
    push({.session = {.shopper = std::string(shopper), .first = first, .counts = {}}, .erases = true});
}

void ClosedSessions::expire(EventTime watermark) { m_expiresBefore = std::max(m_expiresBefore, watermark - m_options.retention); }

void ClosedSessions::push(Change change)
{
    m_changes.push_back(std::move(change));
    if (m_changes.size() % m_options.batch != 0 || commit()) return;
    if (m_changes.size() < BatchesHeld * m_options.batch) return;
    m_counters.dropped += m_changes.size();
    m_changes.clear();
    restart("changes were lost while it could not be written");
}

Result<void> ClosedSessions::commit()
{
    auto done = tryCommit();
    if (!done && done.error().code() == ErrorCode::Corrupt) {
        restart(done.error().context());
        done = tryCommit();
    }
    if (!done) {
        ++m_counters.failedCommits;
        m_notice = done.error().message();
    }
    return done;
}

Result<void> ClosedSessions::tryCommit()
{
    if (!m_file) {
        if (const auto opened = open(); !opened) {
            m_file.reset();
            return opened;
        }
    }
    Counters done = m_counters;
    m_file->run("BEGIN IMMEDIATE");
    writeChanges();
    dropOld(done);
    dropExcess(done);
    m_file->run("COMMIT");
    if (m_file->failure()) {
        const Error error = closed_session_file::errorOf(*m_file->failure(), m_options.file);
        m_file.reset(); // takes back what the commit did; a failure sticks to a file
        return error;
    }
    for (const Change& change : m_changes) ++(change.erases ? done.erased : done.added);
    ++done.commits;
    m_counters = done;
    m_changes.clear();
    return {};
}

Result<void> ClosedSessions::open()
{
    std::error_code code;
    const auto size = std::filesystem::file_size(m_options.file, code);
    m_file = std::make_unique<SqliteFile>(m_options.file, SqliteFile::Mode::Create);
    m_file->run("PRAGMA busy_timeout=2000");
    if (!code && size > 0) {
        const std::string stranger = closed_session_file::strangerIn(*m_file);
        if (!stranger.empty()) return Error(ErrorCode::Corrupt, m_options.file.string() + ": " + stranger);
    }
    // A write-ahead log, synced when it is folded into the file: a crash tears neither, and may cost the last commits.
    m_file->run("PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA journal_size_limit=16777216");
    if (code || size == 0) {
        if (const auto created = create(); !created) return created;
    }
    auto check = m_file->prepare("PRAGMA quick_check(1)");
    if (check.next() && check.text(0) != "ok") return Error(ErrorCode::Corrupt, m_options.file.string() + ": " + check.text(0));
    m_atMost = numberOf(*m_file, "SELECT count(*) FROM closed_session");
    if (m_file->failure()) return closed_session_file::errorOf(*m_file->failure(), m_options.file);
    return {};
}

Result<void> ClosedSessions::create()
{
    using namespace closed_session_file;
    const auto pragma = [](const char* name, std::int64_t value) {
        return std::string("PRAGMA ") + name + "=" + std::to_string(value) + ";";
    };
    m_file->run(("BEGIN;" + std::string(Schema) + pragma("application_id", ApplicationId) + pragma("user_version", Version) + "COMMIT")
                    .c_str());
    if (m_file->failure()) return errorOf(*m_file->failure(), m_options.file);
    return {};
}

void ClosedSessions::restart(const std::string& reason)
{
    m_file.reset();
    for (const char* part : {"", "-wal", "-shm"}) {
        std::filesystem::path path = m_options.file;
        path += part;
        std::error_code code;
        std::filesystem::remove(path, code); // one that stays is met, and told, by the next opening
    }
    ++m_counters.restarts;
    m_notice = "the index of closed sessions begins anew: " + reason;
}

void ClosedSessions::writeChanges()
{
    auto upsert = m_file->prepare(Upsert);
    auto erase = m_file->prepare("DELETE FROM closed_session WHERE shopper=? AND first=?");
    for (const auto& [session, erases] : m_changes) {
        if (erases) {
            erase.bind(std::string_view(session.shopper)).bind(toMillis(session.first)).execute();
            continue;
        }
        upsert.bind(std::string_view(session.shopper))
            .bind(toMillis(session.first))
            .bind(toMillis(session.last))
            .bind(toMillis(session.closedAt));
        for (const std::uint32_t* number : closed_session_file::numbersOf(session)) upsert.bind(std::int64_t{*number});
        upsert.execute();
    }
    m_atMost += m_changes.size();
}

// The sessions closed longest ago, of those closed before `before`.
std::uint64_t ClosedSessions::drop(std::int64_t before, std::uint64_t most)
{
    m_file
        ->prepare(
            "DELETE FROM closed_session WHERE number IN (SELECT number FROM closed_session WHERE closed_at<? ORDER BY closed_at LIMIT ?)")
        .bind(before)
        .bindCount(most)
        .execute();
    const std::uint64_t gone = numberOf(*m_file, "SELECT changes()");
    m_atMost -= std::min(m_atMost, gone);
    return gone;
}

void ClosedSessions::dropOld(Counters& done)
{
    if (m_expiresBefore != EventTime::min()) done.expired += drop(toMillis(m_expiresBefore), ExpiredACommit);
}

void ClosedSessions::dropExcess(Counters& done)
{
    if (m_atMost <= m_options.maxSessions) return;
    m_atMost = numberOf(*m_file, "SELECT count(*) FROM closed_session");
    if (m_atMost <= m_options.maxSessions) return;
    // A little more than need be, so that a full index is not counted at every commit.
    const std::uint64_t kept = m_options.maxSessions - m_options.maxSessions / 64;
    done.evicted += drop(std::numeric_limits<std::int64_t>::max(), m_atMost - kept);
}

} // namespace tailrace::sessionize
