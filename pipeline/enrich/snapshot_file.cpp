// SPDX-License-Identifier: Apache-2.0
#include "pipeline/enrich/snapshot_file.h"

#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace tailrace::enrich {
namespace {

class FileHandle {
public:
    FileHandle(const std::filesystem::path& path, int flags) : m_fd(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
    ~FileHandle()
    {
        if (m_fd >= 0) ::close(m_fd);
    }
    FileHandle(const FileHandle&) = delete;
    FileHandle& operator=(const FileHandle&) = delete;
    int get() const { return m_fd; }
    bool isOpen() const { return m_fd >= 0; }

private:
    int m_fd;
};

Error systemError(std::string_view doing, const std::filesystem::path& path)
{
    const int code = errno;
    const ErrorCode kind = code == ENOENT ? ErrorCode::NotFound : code == ENOSPC ? ErrorCode::Full : ErrorCode::Io;
    return Error(kind, std::string(doing) + " " + path.string() + ": " + std::generic_category().message(code));
}

bool writeAll(int fd, std::string_view content)
{
    while (!content.empty()) {
        const ssize_t written = ::write(fd, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

} // namespace

Result<void> replaceFile(const std::filesystem::path& file, std::string_view content)
{
    std::filesystem::path beside = file;
    beside += ".tmp";
    {
        const FileHandle handle(beside, O_WRONLY | O_CREAT | O_TRUNC);
        if (!handle.isOpen()) return systemError("cannot create", beside);
        if (!writeAll(handle.get(), content) || ::fsync(handle.get()) != 0) {
            const Error error = systemError("cannot write", beside);
            ::unlink(beside.c_str());
            return error;
        }
    }
    if (::rename(beside.c_str(), file.c_str()) != 0) {
        const Error error = systemError("cannot replace", file);
        ::unlink(beside.c_str());
        return error;
    }
    const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    const FileHandle directory(folder, O_RDONLY | O_DIRECTORY);
    if (!directory.isOpen() || ::fsync(directory.get()) != 0) return systemError("cannot make durable", folder);
    return {};
}

Result<std::string> readWholeFile(const std::filesystem::path& file)
{
    const FileHandle handle(file, O_RDONLY);
    if (!handle.isOpen()) return systemError("cannot open", file);
    std::string content;
    char buffer[1 << 16];
    for (;;) {
        const ssize_t got = ::read(handle.get(), buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return systemError("cannot read", file);
        if (got == 0) return content;
        content.append(buffer, static_cast<std::size_t>(got));
    }
}

} // namespace tailrace::enrich
