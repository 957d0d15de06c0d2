// SPDX-License-Identifier: Apache-2.0
#include "pipeline/base/whole_file.h"

#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace tailrace {
namespace {

class Descriptor {
public:
    Descriptor(const std::filesystem::path& path, int flags) : m_fd(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {}
    ~Descriptor()
    {
        if (m_fd >= 0) ::close(m_fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return m_fd; }
    bool isOpen() const { return m_fd >= 0; }

private:
    int m_fd;
};

Error systemError(std::string_view doing, const std::filesystem::path& path, int number)
{
    const ErrorCode kind = number == ENOENT ? ErrorCode::NotFound : number == ENOSPC ? ErrorCode::Full : ErrorCode::Io;
    return Error(kind, std::string(doing) + " " + path.string() + ": " + std::generic_category().message(number));
}

Error giveUp(const std::filesystem::path& temporary, const std::filesystem::path& file, int number)
{
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
    return systemError("cannot write", file, number);
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

std::filesystem::path temporaryBeside(const std::filesystem::path& file)
{
    return file.parent_path() / ("." + file.filename().string() + "." + std::to_string(::getpid()) + ".tmp");
}

Result<void> putInPlace(const std::filesystem::path& temporary, const std::filesystem::path& file)
{
    {
        const Descriptor written(temporary, O_RDONLY);
        if (!written.isOpen() || ::fsync(written.get()) != 0) return giveUp(temporary, file, errno);
    }
    if (::rename(temporary.c_str(), file.c_str()) != 0) return giveUp(temporary, file, errno);
    const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    const Descriptor directory(folder, O_RDONLY | O_DIRECTORY);
    if (!directory.isOpen() || ::fsync(directory.get()) != 0) return systemError("cannot make durable", folder, errno);
    return {};
}

Result<void> replaceFile(const std::filesystem::path& file, std::string_view content)
{
    const auto temporary = temporaryBeside(file);
    {
        const Descriptor out(temporary, O_WRONLY | O_CREAT | O_TRUNC);
        if (!out.isOpen()) return systemError("cannot write", file, errno);
        if (!writeAll(out.get(), content)) return giveUp(temporary, file, errno);
    }
    return putInPlace(temporary, file);
}

Result<std::string> readWholeFile(const std::filesystem::path& file)
{
    const Descriptor in(file, O_RDONLY);
    if (!in.isOpen()) return systemError("cannot open", file, errno);
    std::string content;
    char buffer[1 << 16];
    for (;;) {
        const ssize_t got = ::read(in.get(), buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return systemError("cannot read", file, errno);
        if (got == 0) return content;
        content.append(buffer, static_cast<std::size_t>(got));
    }
}

} // namespace tailrace
