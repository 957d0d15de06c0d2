// SPDX-License-Identifier: Apache-2.0
#include "pipeline/report/report_reserve.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace tailrace::report {
namespace {

constexpr std::uint64_t MiB = std::uint64_t{1} << 20;
constexpr std::uint64_t AnyReport = 8 * MiB; // traces, the series of the whole run, all exports
// Seven histograms of a busy second; 20 000 events in it gave 140 KiB.
constexpr std::uint64_t EachSecond = 200 << 10;
constexpr std::uint64_t Most = 512 * MiB;

} // namespace

std::uint64_t reserveBytesFor(std::chrono::seconds length)
{
    return std::min(AnyReport + EachSecond * static_cast<std::uint64_t>(std::max<std::int64_t>(0, length.count())), Most);
}

Result<void> takeReserve(const std::filesystem::path& folder, std::uint64_t bytes)
{
    const std::filesystem::path file = folder / ReserveName;
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0640);
    int number = descriptor < 0 ? errno : EINTR;
    while (number == EINTR) number = ::posix_fallocate(descriptor, 0, static_cast<off_t>(bytes));
    if (descriptor >= 0) ::close(descriptor);
    if (number == 0) return {};
    freeReserve(folder);
    return Error(number == ENOSPC || number == EDQUOT ? ErrorCode::Full : ErrorCode::Io,
        "cannot set room for the report aside in " + folder.string() + ": " + std::generic_category().message(number));
}

void freeReserve(const std::filesystem::path& folder)
{
    std::error_code ignored; // mostly: there is none
    std::filesystem::remove(folder / ReserveName, ignored);
}

} // namespace tailrace::report
