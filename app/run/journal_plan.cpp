// SPDX-License-Identifier: Apache-2.0
#include "app/run/journal_plan.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <vector>

#include "pipeline/journal/frame.h"
#include "pipeline/report/number_format.h"
#include "pipeline/simulator/shopper_traffic.h"

namespace tailrace::run {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t MiB = std::uint64_t{1} << 20;
constexpr std::uint64_t DefaultQuota = 20'480 * MiB;
constexpr std::uint64_t FreeDiskShare = 10; // one part in so many
constexpr std::uint64_t LargestSegment = 256 * MiB;
constexpr std::uint64_t SmallestSegment = 8 * MiB;
constexpr std::size_t KeyBytes = 36; // a visitor's id; a user's is shorter
constexpr int SampledEvents = 2000;
constexpr std::uint32_t SampledShoppers = 10'000;

// A short run takes one segment that it nearly fills; a small quota is cut into several.
std::uint64_t segmentFor(std::optional<std::uint64_t> expected, std::uint64_t quota)
{
    const std::uint64_t wanted = expected ? *expected / 4 * 5 / MiB * MiB + MiB : LargestSegment;
    return std::clamp(std::min(wanted, quota / 8 / MiB * MiB), SmallestSegment, LargestSegment);
}

// The older segments end where their events end; the newest has its whole length from the start.
std::uint64_t neededBytes(std::uint64_t expected, std::uint64_t segment)
{
    return expected < segment / 10 * 9 ? segment : expected + segment;
}

std::string percentOf(std::uint64_t parts) { return std::to_string(100 / parts) + " % of the free disk"; }

} // namespace

std::string bytesText(std::uint64_t bytes)
{
    constexpr std::array<const char*, 4> Units{"KiB", "MiB", "GiB", "TiB"};
    double value = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    for (; value >= 1000 && unit + 1 < Units.size(); ++unit) value /= 1024;
    return report::threeDigits(value) + " " + Units[unit];
}

std::string JournalPlan::inWords() const
{
    return (expectedBytes ? "about " + bytesText(*expectedBytes) + " expected" : std::string("its size is not known beforehand"))
        + ", at most " + bytesText(quotaBytes) + " (" + quotaReason + ")";
}

Result<JournalPlan> planJournal(std::optional<std::uint64_t> expectedBytes, const JournalRoom& room)
{
    const std::uint64_t share = room.freeBytes / FreeDiskShare;
    JournalPlan plan{.expectedBytes = expectedBytes, .quotaBytes = std::min(DefaultQuota, share), .segmentBytes = 0, .quotaReason = {}};
    plan.quotaReason = share < DefaultQuota ? percentOf(FreeDiskShare) : "the default";
    if (room.quotaBytes) {
        plan.quotaBytes = *room.quotaBytes;
        plan.quotaReason = "--journal-quota";
    }
    plan.segmentBytes = segmentFor(expectedBytes, plan.quotaBytes);
    const std::uint64_t needed = neededBytes(expectedBytes.value_or(0), plan.segmentBytes);
    const std::string demand = "the journal of this run needs " + bytesText(needed);
    if (needed + room.reportBytes > room.freeBytes) {
        const std::string report = room.reportBytes == 0 ? "" : " and its report up to " + bytesText(room.reportBytes);
        return Error(ErrorCode::Full, demand + report + ", but only " + bytesText(room.freeBytes) + " of the disk are free");
    }
    if (needed > plan.quotaBytes)
        return Error(ErrorCode::Full, demand + ", but its quota is " + bytesText(plan.quotaBytes) + " (" + plan.quotaReason + ")");
    return plan;
}

std::uint64_t expectedJournalBytes(const simulator::Scenario& scenario, const simulator::Catalogue& catalogue, double pastEvents)
{
    simulator::Scenario sample = scenario;
    sample.shoppers = std::min(sample.shoppers, SampledShoppers); // to fill the shop with millions takes seconds
    simulator::ShopperTraffic traffic(sample, catalogue, EventTime{});
    std::uint64_t bytes = 0;
    int events = 0;
    for (; events < SampledEvents; ++events) {
        const auto event = traffic.next(scenario.duration());
        if (!event) break;
        bytes += journal::encodedSize(KeyBytes, event->body.size());
    }
    if (events == 0) return 0;
    return static_cast<std::uint64_t>(static_cast<double>(bytes) / events * (scenario.plannedEvents() + pastEvents));
}

std::optional<std::uint64_t> expectedJournalBytes(const fs::path& recordedEvents)
{
    std::error_code failed;
    if (!fs::is_regular_file(recordedEvents, failed)) return std::nullopt;
    const auto size = fs::file_size(recordedEvents, failed);
    if (failed) return std::nullopt;
    std::ifstream file(recordedEvents, std::ios::binary);
    std::vector<char> begin(MiB);
    file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
    const auto read = static_cast<std::size_t>(file.gcount());
    if (read == 0) return 0;
    const auto lines = std::max<std::ptrdiff_t>(1, std::count(begin.begin(), begin.begin() + file.gcount(), '\n'));
    const std::size_t line = read / static_cast<std::size_t>(lines);
    return static_cast<std::uint64_t>(static_cast<double>(size) / static_cast<double>(line)
        * static_cast<double>(journal::encodedSize(KeyBytes, line)));
}

Result<std::uint64_t> freeDiskBytes(const fs::path& folder)
{
    std::error_code failed;
    fs::path there = fs::absolute(folder, failed).lexically_normal();
    while (!fs::exists(there, failed) && there.has_relative_path()) there = there.parent_path();
    const auto space = fs::space(there, failed);
    if (failed) return Error(ErrorCode::Io, "cannot tell how much of the disk of " + folder.string() + " is free: " + failed.message());
    return space.available;
}

} // namespace tailrace::run
