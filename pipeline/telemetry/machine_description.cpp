// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/machine_description.h"

#include <sched.h>
#include <sys/utsname.h>

#include <charconv>
#include <fstream>
#include <optional>
#include <string_view>

#include "pipeline/base/number_text.h"

namespace tailrace::telemetry {
namespace {

// The text behind "key<separator>" on the first line that begins with the key.
std::optional<std::string> lineValue(const char* path, std::string_view key, char separator)
{
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) {
        const std::size_t at = line.find(separator);
        if (at == std::string::npos || !line.starts_with(key)) continue;
        const std::size_t begin = line.find_first_not_of(" \t\"", at + 1);
        const std::size_t end = line.find_last_not_of(" \t\"");
        if (begin != std::string::npos && begin <= end) return line.substr(begin, end - begin + 1);
    }
    return std::nullopt;
}

// Those that this process may use, which is what the figures depend on.
int usableCores()
{
    cpu_set_t set;
    CPU_ZERO(&set);
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
}

std::optional<std::string> memory()
{
    const auto text = lineValue("/proc/meminfo", "MemTotal", ':'); // "16314440 kB"
    double kibibytes = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), kibibytes).ec != std::errc()) return std::nullopt;
    std::string gibibytes;
    appendFixed(gibibytes, kibibytes / (1024.0 * 1024.0), 1);
    return gibibytes + " GiB";
}

} // namespace

std::map<std::string, std::string> describeMachine()
{
    std::map<std::string, std::string> result;
    if (auto model = lineValue("/proc/cpuinfo", "model name", ':')) result["cpu"] = *std::move(model);
    if (const int cores = usableCores(); cores > 0) result["cores"] = std::to_string(cores);
    if (auto size = memory()) result["memory"] = *std::move(size);
    if (utsname name{}; uname(&name) == 0) {
        result["kernel"] = std::string(name.sysname) + " " + name.release;
        result.try_emplace("cpu", name.machine); // not every architecture names its model
    }
    if (auto os = lineValue("/etc/os-release", "PRETTY_NAME", '=')) result["os"] = *std::move(os);
    return result;
}

} // namespace tailrace::telemetry
