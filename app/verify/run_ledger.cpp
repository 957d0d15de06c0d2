// SPDX-License-Identifier: Apache-2.0
#include "app/verify/run_ledger.h"

#include <memory>
#include <sqlite3.h>

#include "app/verify/unreadable.h"

namespace tailrace::verify {
namespace {

constexpr std::int64_t ApplicationId = 0x546C7263;
constexpr std::int64_t NewestVersion = 1;

using Database = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;
using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

// The first row of a query, as numbers.
std::vector<std::int64_t> firstRow(sqlite3* database, const std::filesystem::path& file, const char* query)
{
    sqlite3_stmt* raw = nullptr;
    const int prepared = sqlite3_prepare_v2(database, query, -1, &raw, nullptr);
    const Statement statement(raw, &sqlite3_finalize);
    if (prepared != SQLITE_OK || sqlite3_step(raw) != SQLITE_ROW) throw Unreadable(file.string() + ": no answer to " + query);
    std::vector<std::int64_t> row;
    for (int column = 0; column < sqlite3_column_count(raw); ++column) row.push_back(sqlite3_column_int64(raw, column));
    return row;
}

bool hasTable(sqlite3* database, const std::filesystem::path& file, const std::string& name)
{
    return firstRow(database, file, ("SELECT count(*) FROM sqlite_master WHERE name = '" + name + "'").c_str()).front() > 0;
}

Database openRunFile(const std::filesystem::path& file)
{
    sqlite3* raw = nullptr;
    const int opened = sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READONLY, nullptr);
    Database database(raw, &sqlite3_close);
    if (opened != SQLITE_OK) throw Unreadable(file.string() + ": cannot be opened");
    if (firstRow(raw, file, "PRAGMA application_id").front() != ApplicationId) throw Unreadable(file.string() + ": is no run file");
    if (firstRow(raw, file, "PRAGMA user_version").front() > NewestVersion) throw Unreadable(file.string() + ": is of a newer version");
    return database;
}

} // namespace

std::string readRunProfile(const std::filesystem::path& file)
{
    const Database database = openRunFile(file);
    if (!hasTable(database.get(), file, "configuration")) return "tailrace";
    const auto isPublished =
        firstRow(database.get(), file, "SELECT count(*) FROM configuration WHERE key = 'profile' AND value = 'published'").front();
    return isPublished == 0 ? "tailrace" : "published";
}

std::uint64_t readPastEvents(const std::filesystem::path& file)
{
    const Database database = openRunFile(file);
    if (!hasTable(database.get(), file, "measure")) return 0;
    return static_cast<std::uint64_t>(firstRow(database.get(), file,
        "SELECT coalesce(max(value), 0) FROM measure WHERE key = 'past.events'")
                                          .front());
}

std::uint64_t readLostCuts(const std::filesystem::path& file)
{
    const Database database = openRunFile(file);
    if (!hasTable(database.get(), file, "note") || !hasTable(database.get(), file, "incident")) return 0;
    // SQLite's number of a text is the one that it begins with.
    const std::string note = "'Cuts that were asked for and not written: '";
    const std::string query = "SELECT (SELECT coalesce(sum(CAST(substr(text, length(" + note
        + ") + 1) AS INTEGER)), 0) FROM note WHERE text LIKE " + note
        + " || '%'), (SELECT count(*) FROM incident WHERE kind = 'engine restarted')";
    const auto lost = firstRow(database.get(), file, query.c_str());
    return static_cast<std::uint64_t>(lost[0] + lost[1]);
}

RunLedger readRunLedger(const std::filesystem::path& file)
{
    const Database database = openRunFile(file);
    const auto row = firstRow(database.get(), file,
        "SELECT received, malformed, in_flight, accepted, applied, duplicate, late FROM ledger WHERE second = -1");
    const auto count = [&](std::size_t column) { return static_cast<std::uint64_t>(row[column]); };
    return {count(0), count(1), count(2), {count(3), count(4), count(5), count(6)}};
}

std::vector<Difference> compareRunLedger(const RunLedger& found, const LedgerTerms& expected, std::uint64_t deadLetters)
{
    std::vector<Difference> differences;
    const auto compare = [&](const std::string& term, std::uint64_t one, std::uint64_t other) {
        if (one != other) differences.push_back({"run file, " + term, std::to_string(one), std::to_string(other), {}});
    };
    const LedgerTerms& terms = found.terms;
    compare("received = malformed + accepted", found.malformed + terms.accepted, found.received);
    compare("accepted = applied + duplicate + late + in flight", terms.applied + terms.duplicate + terms.late + found.inFlight,
        terms.accepted);
    compare("malformed", deadLetters, found.malformed);
    compare("accepted", expected.accepted, terms.accepted);
    if (found.inFlight > 0) return differences;
    compare("applied", expected.applied, terms.applied);
    compare("duplicate", expected.duplicate, terms.duplicate);
    compare("late", expected.late, terms.late);
    return differences;
}

} // namespace tailrace::verify
