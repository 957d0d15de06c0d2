// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/cpu_clock.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <vector>

#include "pipeline/base/number_text.h"

namespace tailrace::telemetry {
namespace {

std::vector<std::string_view> words(std::string_view text)
{
    std::vector<std::string_view> result;
    for (std::size_t begin = text.find_first_not_of(' '); begin != std::string_view::npos; begin = text.find_first_not_of(' ')) {
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        result.push_back(text.substr(begin, end - begin));
        text.remove_prefix(end);
    }
    return result;
}

std::optional<std::uint64_t> number(std::string_view text)
{
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

Result<std::string> readProc(const std::string& path)
{
    std::ifstream in(path);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in.is_open() || text.str().empty()) return Error(ErrorCode::NotFound, path + " cannot be read");
    return text.str();
}

std::chrono::nanoseconds readClock(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

} // namespace

std::chrono::nanoseconds callingThreadCpuTime() { return readClock(CLOCK_THREAD_CPUTIME_ID); }

std::chrono::nanoseconds thisProcessCpuTime() { return readClock(CLOCK_PROCESS_CPUTIME_ID); }

Result<std::chrono::nanoseconds> parseProcessCpuTime(std::string_view stat, std::int64_t ticksPerSecond)
{
    // The second field is the program's name in brackets, which may itself hold spaces and brackets.
    constexpr std::size_t UserTime = 11, SystemTime = 12; // counted from the first field after the name
    const std::size_t nameEnd = stat.rfind(')');
    const auto fields = words(nameEnd == std::string_view::npos ? std::string_view() : stat.substr(nameEnd + 1));
    if (fields.size() <= SystemTime || ticksPerSecond <= 0) return Error(ErrorCode::InvalidInput, "not the text of a /proc/<pid>/stat");
    const auto user = number(fields[UserTime]), system = number(fields[SystemTime]);
    if (!user || !system) return Error(ErrorCode::InvalidInput, "not the text of a /proc/<pid>/stat");
    const std::int64_t ticks = static_cast<std::int64_t>(*user + *system);
    return std::chrono::nanoseconds(ticks * (1'000'000'000 / ticksPerSecond));
}

Result<std::chrono::nanoseconds> processCpuTime(pid_t pid)
{
    const auto stat = readProc("/proc/" + std::to_string(pid) + "/stat");
    if (!stat) return stat.error();
    return parseProcessCpuTime(*stat, sysconf(_SC_CLK_TCK));
}

std::vector<std::pair<std::string, std::chrono::nanoseconds>> threadCpuTimes()
{
    std::vector<std::pair<std::string, std::chrono::nanoseconds>> times;
    std::error_code failed;
    for (std::filesystem::directory_iterator task("/proc/self/task", failed), end; !failed && task != end; task.increment(failed)) {
        const auto stat = readProc(task->path() / "stat");
        const auto time = stat ? parseProcessCpuTime(*stat, sysconf(_SC_CLK_TCK)) : stat.error();
        if (!time) continue;
        const std::size_t begin = stat->find('(') + 1;
        times.emplace_back(stat->substr(begin, stat->rfind(')') - begin), *time);
    }
    return times;
}

Result<MachineCpuTime> parseMachineCpuTime(std::string_view stat)
{
    // user nice system idle iowait irq softirq steal; guest time, which follows, is part of user time.
    constexpr std::size_t Columns = 8, Steal = 7;
    const auto fields = words(stat.substr(0, stat.find('\n')));
    if (fields.size() <= Columns || fields[0] != "cpu") return Error(ErrorCode::InvalidInput, "not the text of /proc/stat");
    MachineCpuTime result;
    for (std::size_t i = 0; i < Columns; ++i) {
        const auto ticks = number(fields[i + 1]);
        if (!ticks) return Error(ErrorCode::InvalidInput, "not the text of /proc/stat");
        result.total += *ticks;
        if (i == Steal) result.steal = *ticks;
    }
    return result;
}

Result<MachineCpuTime> machineCpuTime()
{
    const auto stat = readProc("/proc/stat");
    if (!stat) return stat.error();
    return parseMachineCpuTime(*stat);
}

std::optional<double> stealShare(const MachineCpuTime& before, const MachineCpuTime& after)
{
    if (after.total <= before.total || after.steal < before.steal) return std::nullopt;
    return static_cast<double>(after.steal - before.steal) / static_cast<double>(after.total - before.total);
}

std::string describeSteal(const MachineCpuTime& before, const MachineCpuTime& after)
{
    const auto share = stealShare(before, after);
    if (!share) return "not known";
    std::string text;
    appendFixed(text, *share * 100, 1);
    return text + " % of CPU time";
}

} // namespace tailrace::telemetry
