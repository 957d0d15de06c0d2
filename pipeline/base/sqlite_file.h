// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "pipeline/base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace tailrace {

class SqliteStatement;

// One SQLite database file. The first failure sticks: later calls do nothing, and failure() tells it, so that a
// long sequence of reads or writes is checked once, at its end. Single-threaded.
class SqliteFile {
public:
    enum class Mode { Create, Read };
    SqliteFile(const std::filesystem::path& file, Mode mode);

    void run(const char* sql);
    SqliteStatement prepare(const char* sql);
    std::int64_t pragma(const char* name);

    // SQLite's own result code and words of the first failure.
    struct Failure {
        int code = 0;
        std::string words;
    };
    const std::optional<Failure>& failure() const { return m_failure; }
    void fail(int code, std::string words);
    // Closes the file; what is open can no longer fail after it.
    void close();

private:
    friend class SqliteStatement;
    void check(int code);
    struct Close {
        void operator()(sqlite3* handle) const;
    };
    std::unique_ptr<sqlite3, Close> m_handle;
    std::optional<Failure> m_failure;
};

// A prepared statement; parameters are bound in order, columns are read by position. Must not outlive its file.
class SqliteStatement {
public:
    SqliteStatement& bind(std::int64_t value);
    SqliteStatement& bindCount(std::uint64_t value); // the same 64 bits
    SqliteStatement& bind(double value);
    SqliteStatement& bind(std::string_view text);
    SqliteStatement& bind(std::span<const std::uint8_t> blob);
    // Runs a statement that returns nothing, and makes it ready for the next row's parameters.
    void execute();
    // The next row; false at the end or after a failure.
    bool next();

    std::int64_t integer(int column) const;
    std::uint64_t count(int column) const { return static_cast<std::uint64_t>(integer(column)); }
    double number(int column) const;
    std::string text(int column) const;
    std::span<const std::uint8_t> blob(int column) const; // valid until the next row

private:
    friend class SqliteFile;
    SqliteStatement(SqliteFile& file, sqlite3_stmt* handle);
    struct Finalize {
        void operator()(sqlite3_stmt* handle) const;
    };
    SqliteFile& m_file;
    std::unique_ptr<sqlite3_stmt, Finalize> m_handle;
    int m_nextParameter = 1;
};

} // namespace tailrace
