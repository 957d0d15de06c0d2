// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/private_directory.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace tailrace::runtime {
namespace {

constexpr std::size_t LongestSocketPath = sizeof(sockaddr_un::sun_path) - 1;

// The descriptor that holds the lock, or -1 when it is someone else's, locked, or no directory.
int lockOwn(const std::string& path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (descriptor < 0) return -1;
    struct stat opened {
    }, named{};
    const bool mine = fstat(descriptor, &opened) == 0 && opened.st_uid == geteuid() && flock(descriptor, LOCK_EX | LOCK_NB) == 0
        && lstat(path.c_str(), &named) == 0 && named.st_ino == opened.st_ino; // not swept away before we had the lock
    if (mine) return descriptor;
    ::close(descriptor);
    return -1;
}

void sweep(const std::filesystem::path& base, const std::string& prefix)
{
    std::error_code ignored;
    std::vector<std::string> candidates;
    for (std::filesystem::directory_iterator entry(base, ignored), end; entry != end; entry.increment(ignored)) {
        if (ignored) return;
        if (entry->path().filename().string().starts_with(prefix)) candidates.push_back(entry->path().string());
    }
    for (const std::string& path : candidates) {
        const int lock = lockOwn(path);
        if (lock < 0) continue;
        std::filesystem::remove_all(path, ignored);
        ::close(lock);
    }
}

std::vector<std::string> baseFolders()
{
    std::vector<std::string> folders;
    if (const char* runtime = std::getenv("XDG_RUNTIME_DIR"); runtime != nullptr && runtime[0] == '/') folders.emplace_back(runtime);
    folders.emplace_back("/tmp");
    return folders;
}

} // namespace

Result<PrivateDirectory> PrivateDirectory::create(std::string_view purpose, std::size_t longestName)
{
    const std::string prefix = "tailrace-" + std::string(purpose) + '-';
    for (const std::string& base : baseFolders()) {
        const auto pattern = std::filesystem::path(base) / (prefix + "XXXXXX");
        std::string path = pattern.string();
        if (path.size() + 1 + longestName > LongestSocketPath || access(base.c_str(), W_OK | X_OK) != 0) continue;
        sweep(base, prefix);
        for (int attempt = 0; attempt < 3; ++attempt) { // another process' sweep may take it before it is locked
            if (mkdtemp(path.data()) == nullptr) break;
            if (const int lock = lockOwn(path); lock >= 0) return PrivateDirectory(std::move(path), lock);
            path = pattern.string();
        }
    }
    return Error(ErrorCode::Io, "cannot make a private directory for " + std::string(purpose) + " in XDG_RUNTIME_DIR or /tmp");
}

PrivateDirectory::~PrivateDirectory() { remove(); }

PrivateDirectory::PrivateDirectory(PrivateDirectory&& other) noexcept
    : m_path(std::exchange(other.m_path, {})),
      m_lock(std::exchange(other.m_lock, -1))
{}

PrivateDirectory& PrivateDirectory::operator=(PrivateDirectory&& other) noexcept
{
    if (this == &other) return *this;
    remove();
    m_path = std::exchange(other.m_path, {});
    m_lock = std::exchange(other.m_lock, -1);
    return *this;
}

void PrivateDirectory::remove() noexcept
{
    if (m_path.empty()) return;
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
    ::close(m_lock);
    m_path.clear();
}

} // namespace tailrace::runtime
