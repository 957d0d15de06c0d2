// SPDX-License-Identifier: Apache-2.0
#include "pipeline/base/sqlite_file.h"

#include <limits>
#include <sqlite3.h>

namespace tailrace {

void SqliteFile::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
void SqliteStatement::Finalize::operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }

SqliteFile::SqliteFile(const std::filesystem::path& file, Mode mode)
{
    sqlite3* handle = nullptr;
    const int flags = mode == Mode::Create ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    const int code = sqlite3_open_v2(file.c_str(), &handle, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    m_handle.reset(handle);
    check(code);
    // A file may come from anybody: its schema must not run functions.
    run("PRAGMA trusted_schema=OFF");
    if (!m_failure && mode == Mode::Read) sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
}

void SqliteFile::check(int code)
{
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
    fail(code, m_handle ? sqlite3_errmsg(m_handle.get()) : sqlite3_errstr(code));
}

void SqliteFile::fail(int code, std::string words)
{
    if (!m_failure) m_failure = Failure{code, std::move(words)};
}

void SqliteFile::run(const char* sql)
{
    if (!m_failure) check(sqlite3_exec(m_handle.get(), sql, nullptr, nullptr, nullptr));
}

SqliteStatement SqliteFile::prepare(const char* sql)
{
    sqlite3_stmt* statement = nullptr;
    if (!m_failure) check(sqlite3_prepare_v2(m_handle.get(), sql, -1, &statement, nullptr));
    return {*this, statement};
}

std::int64_t SqliteFile::pragma(const char* name)
{
    auto statement = prepare((std::string("PRAGMA ") + name).c_str());
    return statement.next() ? statement.integer(0) : 0;
}

void SqliteFile::close()
{
    if (m_handle) check(sqlite3_close(m_handle.get()));
    (void)m_handle.release();
}

SqliteStatement::SqliteStatement(SqliteFile& file, sqlite3_stmt* handle) : m_file(file), m_handle(handle) {}

SqliteStatement& SqliteStatement::bind(std::int64_t value)
{
    if (!m_file.m_failure) m_file.check(sqlite3_bind_int64(m_handle.get(), m_nextParameter++, value));
    return *this;
}

SqliteStatement& SqliteStatement::bindCount(std::uint64_t value) { return bind(static_cast<std::int64_t>(value)); }

SqliteStatement& SqliteStatement::bind(double value)
{
    if (!m_file.m_failure) m_file.check(sqlite3_bind_double(m_handle.get(), m_nextParameter++, value));
    return *this;
}

SqliteStatement& SqliteStatement::bind(std::string_view text)
{
    if (m_file.m_failure) return *this;
    m_file.check(sqlite3_bind_text64(m_handle.get(), m_nextParameter++, text.data() ? text.data() : "", text.size(), SQLITE_TRANSIENT,
        SQLITE_UTF8));
    return *this;
}

SqliteStatement& SqliteStatement::bind(std::span<const std::uint8_t> blob)
{
    if (!m_file.m_failure) m_file.check(sqlite3_bind_blob64(m_handle.get(), m_nextParameter++, blob.data(), blob.size(), SQLITE_TRANSIENT));
    return *this;
}

void SqliteStatement::execute()
{
    m_nextParameter = 1;
    if (m_file.m_failure) return;
    m_file.check(sqlite3_step(m_handle.get()));
    sqlite3_reset(m_handle.get());
}

bool SqliteStatement::next()
{
    if (m_file.m_failure) return false;
    const int code = sqlite3_step(m_handle.get());
    m_file.check(code);
    return code == SQLITE_ROW;
}

std::int64_t SqliteStatement::integer(int column) const { return sqlite3_column_int64(m_handle.get(), column); }
double SqliteStatement::number(int column) const { return sqlite3_column_double(m_handle.get(), column); }

std::string SqliteStatement::text(int column) const
{
    const auto bytes = blob(column);
    return {bytes.begin(), bytes.end()};
}

std::span<const std::uint8_t> SqliteStatement::blob(int column) const
{
    const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(m_handle.get(), column));
    const int size = sqlite3_column_bytes(m_handle.get(), column);
    return {data, data ? static_cast<std::size_t>(size) : 0};
}

} // namespace tailrace
