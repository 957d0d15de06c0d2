// SPDX-License-Identifier: Apache-2.0
#include "pipeline/checkpoint/checkpoint_store.h"

#include <span>
#include <sqlite3.h>

namespace tailrace::checkpoint {
namespace {

// The journal is the truth: a file that a loss of power has set back says less, and nothing wrong. Pages are large because states are:
// a row of up to a quarter of a page stays in one place.
constexpr const char* Settings =
    "PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA locking_mode=EXCLUSIVE;"
    "PRAGMA cache_size=-32768; PRAGMA wal_autocheckpoint=4096";
constexpr const char* Tables = R"(
CREATE TABLE IF NOT EXISTS header (partition INTEGER PRIMARY KEY, journal INTEGER NOT NULL, next INTEGER NOT NULL, state BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS owner (partition INTEGER NOT NULL, owner BLOB NOT NULL, state BLOB NOT NULL, PRIMARY KEY (partition, owner)) WITHOUT ROWID)";

std::span<const std::uint8_t> blobOf(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }
std::string_view textOf(std::span<const std::uint8_t> blob) { return {reinterpret_cast<const char*>(blob.data()), blob.size()}; }

Error errorOf(const SqliteFile::Failure& failure)
{
    const int code = failure.code & 0xff;
    const bool isCorrupt = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
    return {isCorrupt ? ErrorCode::Corrupt : code == SQLITE_FULL ? ErrorCode::Full : ErrorCode::Io, "the checkpoint: " + failure.words};
}

} // namespace

Result<std::unique_ptr<CheckpointStore>> CheckpointStore::open(const std::filesystem::path& directory)
{
    std::error_code failed;
    std::filesystem::create_directories(directory, failed);
    if (failed) return Error(ErrorCode::Io, "cannot make the folder " + directory.string() + ": " + failed.message());
    std::unique_ptr<CheckpointStore> store(new CheckpointStore(directory / CheckpointFileName));
    if (auto opened = store->reopen(); !opened) return opened.error();
    return store;
}

Result<void> CheckpointStore::reopen()
{
    m_file.reset(); // its lock goes first
    m_file = std::make_unique<SqliteFile>(m_path, SqliteFile::Mode::Create);
    m_file->run(Settings);
    m_file->run(Tables);
    if (m_file->failure()) return errorOf(*m_file->failure());
    return {};
}

Result<void> CheckpointStore::write(const CheckpointPart& part)
{
    if (m_file->failure()) {
        if (auto opened = reopen(); !opened) return opened;
    }
    const std::int64_t partition = part.partition().value;
    m_file->run("BEGIN");
    {
        auto keep = m_file->prepare("INSERT INTO owner VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state");
        auto forget = m_file->prepare("DELETE FROM owner WHERE partition = ? AND owner = ?");
        part.forEach([&](std::string_view owner, std::optional<std::string_view> state) {
            if (state) {
                keep.bind(partition).bind(blobOf(owner)).bind(blobOf(*state)).execute();
            } else {
                forget.bind(partition).bind(blobOf(owner)).execute();
            }
        });
        const CheckpointHeader& header = part.header();
        m_file->prepare("INSERT OR REPLACE INTO header VALUES (?, ?, ?, ?)")
            .bind(partition)
            .bindCount(header.journal.value)
            .bindCount(header.next.value)
            .bind(blobOf(header.state))
            .execute();
    }
    m_file->run("COMMIT");
    if (m_file->failure()) return errorOf(*m_file->failure());
    return {};
}

Result<std::optional<CheckpointHeader>> CheckpointStore::header(Partition partition)
{
    std::optional<CheckpointHeader> header;
    {
        auto row = m_file->prepare("SELECT journal, next, state FROM header WHERE partition = ?");
        row.bind(static_cast<std::int64_t>(partition.value));
        if (row.next()) header = CheckpointHeader{Incarnation(row.count(0)), Sequence(row.count(1)), std::string(textOf(row.blob(2)))};
    }
    if (m_file->failure()) return errorOf(*m_file->failure());
    return header;
}

Result<void> CheckpointStore::forEachOwner(Partition partition, const Visit& visit)
{
    auto row = m_file->prepare("SELECT owner, state FROM owner WHERE partition = ?");
    row.bind(static_cast<std::int64_t>(partition.value));
    while (row.next()) {
        if (auto visited = visit(textOf(row.blob(0)), textOf(row.blob(1))); !visited) return visited;
    }
    if (m_file->failure()) return errorOf(*m_file->failure());
    return {};
}

} // namespace tailrace::checkpoint
