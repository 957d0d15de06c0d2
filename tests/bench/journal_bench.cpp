// SPDX-License-Identifier: Apache-2.0
// How fast accepted events become durable: groups of 650-byte events, one write and one fdatasync each, and read back.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/journal/journal_reader.h"
#include "pipeline/journal/journal_writer.h"
#include "tests/bench/bench_figures.h"

namespace {

using namespace tailrace;
using namespace tailrace::journal;

constexpr std::size_t EventBytes = 650;
constexpr std::int32_t Partitions = 4;

// Under the build tree, which is on a disk; /tmp may be memory.
class Directory {
public:
    Directory() : m_path(std::filesystem::path(TAILRACE_BINARY_DIR) / "journal_bench.dir") { std::filesystem::remove_all(m_path); }
    ~Directory() { std::filesystem::remove_all(m_path); }
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;
    const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

double quantile(std::vector<double>& sorted, double q)
{
    return sorted[static_cast<std::size_t>(q * static_cast<double>(sorted.size() - 1))];
}

void appendGroup(JournalWriter& journal, int events, const std::string& text)
{
    Frame frame;
    frame.key = "visitor-0123456789";
    frame.payload = text;
    for (int i = 0; i < events; ++i) {
        frame.partition = Partition(i % Partitions);
        journal.append(frame);
    }
}

double readAll(const JournalWriter& journal)
{
    const auto begin = std::chrono::steady_clock::now();
    std::uint64_t frames = 0;
    for (std::int32_t p = 0; p < Partitions; ++p) {
        JournalCursor cursor(journal.segments(), Partition(p), journal.segments().firstPosition());
        while (cursor.next(journal.durablePosition())) ++frames;
    }
    return static_cast<double>(frames) / std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

bool measure(int groupEvents, double seconds)
{
    const Directory directory;
    auto journal = JournalWriter::open({.directory = directory.path(), .partitions = Partitions});
    if (!journal) {
        std::fprintf(stderr, "%s\n", journal.error().message().c_str());
        return false;
    }
    const std::string text(EventBytes, 'x');
    std::vector<double> millis;
    const auto begin = std::chrono::steady_clock::now();
    double elapsed = 0.0;
    while (elapsed < seconds) {
        const auto start = std::chrono::steady_clock::now();
        appendGroup(**journal, groupEvents, text);
        if (const auto committed = (*journal)->commit(); !committed) {
            std::fprintf(stderr, "%s\n", committed.error().message().c_str());
            return false;
        }
        const auto end = std::chrono::steady_clock::now();
        millis.push_back(std::chrono::duration<double, std::milli>(end - start).count());
        elapsed = std::chrono::duration<double>(end - begin).count();
        if (!(*journal)->removeBefore((*journal)->durablePosition())) return false; // the newest segment stays
    }
    const double perSecond = static_cast<double>(millis.size()) * groupEvents / elapsed;
    std::sort(millis.begin(), millis.end());
    std::printf(
        "groups of %4d: %9.0f events/s, per group P50 %6.3f ms, P99 %6.3f ms, max %7.3f ms; read back by %d cursors: %9.0f events/s\n",
        groupEvents, perSecond, quantile(millis, 0.5), quantile(millis, 0.99), millis.back(), Partitions, readAll(**journal));
    return true;
}

} // namespace

int main()
{
    const double seconds = tailrace::bench::secondsPerFigure(3.0);
    return measure(64, seconds) && measure(512, seconds) ? 0 : 1;
}
