// SPDX-License-Identifier: Apache-2.0
#include "pipeline/journal/segment_file.h"

#include <sys/file.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace tailrace::journal {

SegmentFile::SegmentFile(SegmentFile&& other) noexcept
    : m_fd(std::exchange(other.m_fd, -1)),
      m_name(std::move(other.m_name)),
      m_calls(other.m_calls)
{}

SegmentFile& SegmentFile::operator=(SegmentFile&& other) noexcept
{
    if (this != &other) {
        close();
        m_fd = std::exchange(other.m_fd, -1);
        m_name = std::move(other.m_name);
        m_calls = other.m_calls;
    }
    return *this;
}

void SegmentFile::close()
{
    if (m_fd >= 0) ::close(m_fd);
    m_fd = -1;
}

Error SegmentFile::failure(int number, std::string_view what) const
{
    const bool full = number == ENOSPC || number == EDQUOT || number == EFBIG;
    return Error(full ? ErrorCode::Full : ErrorCode::Io, m_name + ": " + std::string(what) + ": " + std::system_category().message(number));
}

Result<SegmentFile> SegmentFile::open(const std::filesystem::path& file, int flags, const FileCalls& calls)
{
    SegmentFile opened;
    opened.m_name = file.string();
    opened.m_calls = calls;
    opened.m_fd = ::open(file.c_str(), flags | O_CLOEXEC, 0640);
    if (opened.m_fd < 0) return opened.failure(errno, "open");
    return opened;
}

Result<SegmentFile> SegmentFile::create(const std::filesystem::path& file, const FileCalls& calls)
{
    return open(file, O_RDWR | O_CREAT | O_TRUNC, calls);
}

Result<SegmentFile> SegmentFile::openExisting(const std::filesystem::path& file, const FileCalls& calls)
{
    return open(file, O_RDWR, calls);
}

Result<SegmentFile> SegmentFile::lockDirectory(const std::filesystem::path& directory)
{
    auto opened = open(directory, O_RDONLY | O_DIRECTORY, {});
    if (opened && ::flock(opened->m_fd, LOCK_EX | LOCK_NB) != 0) {
        return Error(ErrorCode::Unavailable, directory.string() + ": another writer has this journal");
    }
    return opened;
}

Result<void> SegmentFile::allocate(std::uint64_t bytes)
{
    int number = 0;
    do {
        number = m_calls.allocate(m_fd, 0, static_cast<off_t>(bytes));
    } while (number == EINTR);
    if (number != 0) return failure(number, "allocate");
    return {};
}

Result<void> SegmentFile::write(std::string_view bytes, std::uint64_t offset)
{
    while (!bytes.empty()) {
        const ssize_t written = m_calls.write(m_fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return failure(written < 0 ? errno : ENOSPC, "write");
        bytes.remove_prefix(static_cast<std::size_t>(written));
        offset += static_cast<std::uint64_t>(written);
    }
    return {};
}

Result<void> SegmentFile::sync()
{
    if (m_calls.dataSync(m_fd) != 0) return failure(errno, "fdatasync");
    return {};
}

Result<void> SegmentFile::syncNames()
{
    if (::fsync(m_fd) != 0) return failure(errno, "fsync");
    return {};
}

Result<void> SegmentFile::truncate(std::uint64_t bytes)
{
    if (::ftruncate(m_fd, static_cast<off_t>(bytes)) != 0) return failure(errno, "truncate");
    return {};
}

} // namespace tailrace::journal
