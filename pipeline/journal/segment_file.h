// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "pipeline/base/result.h"

namespace tailrace::journal {

// The calls by which a journal reaches the disk; a test replaces one to make it fail.
struct FileCalls {
    int (*allocate)(int fd, off_t offset, off_t bytes) = ::posix_fallocate;
    ssize_t (*write)(int fd, const void* data, std::size_t bytes, off_t offset) = ::pwrite;
    int (*dataSync)(int fd) = ::fdatasync;
};

// An open file of the journal. Failures name the file; no room (disk, quota, size limit) is Full, the rest is Io.
class SegmentFile {
public:
    SegmentFile() = default;
    ~SegmentFile() { close(); }
    SegmentFile(SegmentFile&& other) noexcept;
    SegmentFile& operator=(SegmentFile&& other) noexcept;

    static Result<SegmentFile> create(const std::filesystem::path& file, const FileCalls& calls);
    static Result<SegmentFile> openExisting(const std::filesystem::path& file, const FileCalls& calls);
    // Unavailable: another process (or writer) has it.
    static Result<SegmentFile> lockDirectory(const std::filesystem::path& directory);

    // Room that a later write cannot miss.
    Result<void> allocate(std::uint64_t bytes);
    Result<void> write(std::string_view bytes, std::uint64_t offset);
    Result<void> sync();      // data, and what is needed to read it back
    Result<void> syncNames(); // of a directory
    Result<void> truncate(std::uint64_t bytes);
    bool isOpen() const { return m_fd >= 0; }
    int descriptor() const { return m_fd; }
    void close();
    void renamed(const std::filesystem::path& file) { m_name = file.string(); }

private:
    static Result<SegmentFile> open(const std::filesystem::path& file, int flags, const FileCalls& calls);
    Error failure(int number, std::string_view what) const;

    int m_fd = -1;
    std::string m_name;
    FileCalls m_calls;
};

} // namespace tailrace::journal
