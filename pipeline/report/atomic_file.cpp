// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/atomic_file.h"

#include <cerrno>
#include <fcntl.h>
#include <string>
#include <system_error>
#include <unistd.h>

namespace tailrace::report {
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

private:
    int m_fd;
};

Error refused(const std::filesystem::path& file, int number)
{
    return {ErrorCode::Io, "cannot write " + file.string() + ": " + std::generic_category().message(number)
                               + ". Choose another folder with --out, or make room."};
}

bool writeAll(int fd, std::string_view content)
{
    while (!content.empty()) {
        const ssize_t written = ::write(fd, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

Error giveUp(const std::filesystem::path& temporary, const std::filesystem::path& file, int number)
{
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
    return refused(file, number);
}

} // namespace

std::filesystem::path temporaryBeside(const std::filesystem::path& file)
{
    return file.parent_path() / ("." + file.filename().string() + "." + std::to_string(::getpid()) + ".tmp");
}

Result<void> putInPlace(const std::filesystem::path& temporary, const std::filesystem::path& file)
{
    const Descriptor written(temporary, O_RDONLY);
    if (written.get() < 0 || ::fsync(written.get()) != 0) return giveUp(temporary, file, errno);
    if (::rename(temporary.c_str(), file.c_str()) != 0) return giveUp(temporary, file, errno);
    const auto folder = file.parent_path();
    const Descriptor directory(folder.empty() ? std::filesystem::path(".") : folder, O_RDONLY | O_DIRECTORY);
    if (directory.get() < 0 || ::fsync(directory.get()) != 0) return refused(file, errno);
    return {};
}

Result<void> writeWholeFile(const std::filesystem::path& file, std::string_view content)
{
    const auto temporary = temporaryBeside(file);
    {
        const Descriptor out(temporary, O_WRONLY | O_CREAT | O_TRUNC);
        if (out.get() < 0) return refused(file, errno);
        if (!writeAll(out.get(), content)) return giveUp(temporary, file, errno);
    }
    return putInPlace(temporary, file);
}

} // namespace tailrace::report
