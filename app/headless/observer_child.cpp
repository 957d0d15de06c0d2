// SPDX-License-Identifier: Apache-2.0
#include "app/headless/observer_child.h"

#include <charconv>
#include <fstream>
#include <thread>

namespace tailrace::headless {
namespace {

constexpr auto Patience = std::chrono::seconds(10);
constexpr auto Look = std::chrono::milliseconds(5);

std::string program()
{
    std::error_code problem;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", problem);
    return (self.parent_path() / "tailrace-observer").string();
}

Error silent(const std::string& what, const std::string& output)
{
    return {ErrorCode::Unavailable,
        "the outside observer (" + program() + ") " + what + (output.empty() ? "" : ": " + output)
            + ". Build the target tailrace-observer, or install the whole package."};
}

} // namespace

Result<void> ObserverChild::start(const runtime::Servers& servers, std::int32_t partitions, const std::filesystem::path& file)
{
    m_file = file;
    auto child = runtime::ChildProcess::start({.program = program(),
        .arguments = {"--brokers", servers.brokerAddress(), "--redis", servers.redis().display(), "--partitions",
            std::to_string(partitions), "--out", file.string()}});
    if (!child) return silent("cannot be started", child.error().context());
    m_child = std::move(*child);
    std::string output;
    const auto until = std::chrono::steady_clock::now() + Patience;
    while (output.find("READY\n") == std::string::npos) {
        output += m_child.readOutput();
        if (!m_child.running() || std::chrono::steady_clock::now() > until) return silent("does not watch", output);
        std::this_thread::sleep_for(Look);
    }
    return {};
}

Result<ObserverChild::Seen> ObserverChild::finish()
{
    m_child.closeInput();
    const auto until = std::chrono::steady_clock::now() + Patience;
    while (m_child.running() && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(Look);
    const std::string output = m_child.readOutput();
    if (m_child.running() || m_child.exitText() != "exited with code 0") return silent("failed", output);
    Seen seen;
    std::ifstream in(m_file);
    for (std::string line; std::getline(in, line);) {
        std::int64_t nanos = 0;
        const std::size_t last = line.rfind(',');
        if (last == std::string::npos || std::from_chars(line.data() + last + 1, line.data() + line.size(), nanos).ec != std::errc())
            continue;
        seen.try_emplace(line.substr(0, line.find(',')), fromNanos(nanos));
    }
    return seen;
}

} // namespace tailrace::headless
