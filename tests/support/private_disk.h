// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <sched.h>
#include <string>
#include <string_view>
#include <sys/mount.h>
#include <unistd.h>

namespace tailrace::test {

// Makes the mounts of this process and of its children theirs alone: as root, or where the kernel lets a user have a namespace. To be
// called while there is one thread. False: neither; such a test must skip, visibly.
inline bool haveMountsOfOurOwn()
{
    const auto write = [](const char* file, const std::string& text) {
        const int descriptor = ::open(file, O_WRONLY | O_CLOEXEC);
        const bool written = descriptor >= 0 && ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size());
        if (descriptor >= 0) ::close(descriptor);
        return written;
    };
    const std::string user = "0 " + std::to_string(::geteuid()) + " 1";
    const std::string group = "0 " + std::to_string(::getegid()) + " 1";
    const bool apart = ::unshare(CLONE_NEWNS) == 0
        || (::unshare(CLONE_NEWUSER | CLONE_NEWNS) == 0 && write("/proc/self/setgroups", "deny") && write("/proc/self/uid_map", user)
            && write("/proc/self/gid_map", group));
    return apart && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

// A disk in memory over a folder, as large as "64m" says; gone with this object.
class PrivateDisk {
public:
    PrivateDisk(std::string folder, std::string_view size)
        : m_folder(std::move(folder)),
          m_isThere(::mount("tailrace-test", m_folder.c_str(), "tmpfs", 0, ("size=" + std::string(size)).c_str()) == 0)
    {}
    ~PrivateDisk()
    {
        if (m_isThere) ::umount2(m_folder.c_str(), MNT_DETACH);
    }
    PrivateDisk(const PrivateDisk&) = delete;
    PrivateDisk& operator=(const PrivateDisk&) = delete;

    bool isThere() const { return m_isThere; }
    // Somebody else takes all that is free.
    void fill() const
    {
        const int descriptor = ::open((m_folder + "/filler").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        const std::string some(1 << 16, 'x');
        while (::write(descriptor, some.data(), some.size()) > 0) {}
        ::close(descriptor);
    }

private:
    std::string m_folder;
    bool m_isThere;
};

} // namespace tailrace::test
