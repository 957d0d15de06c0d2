// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <sys/resource.h>
#include <vector>

namespace tailrace::bench {

// How long one figure is measured: TAILRACE_BENCH_SECONDS, else `usual`.
inline double secondsPerFigure(double usual)
{
    const char* text = std::getenv("TAILRACE_BENCH_SECONDS");
    const double given = text ? std::atof(text) : 0.0;
    return given > 0.0 ? given : usual;
}

// CPU time of the calling thread: what a busy neighbour does not add to.
inline std::chrono::nanoseconds threadCpu()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

// CPU time of this process, all of its threads.
inline double processCpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

// The median of five measurements of CPU nanoseconds per item; `round` does some work and says on how many items.
template <class Round>
double nanosPerItem(Round round, double seconds)
{
    std::vector<double> figures;
    for (int i = 0; i < 5; ++i) {
        const auto begin = threadCpu();
        std::uint64_t items = 0;
        auto used = begin - begin;
        while (used.count() < static_cast<std::int64_t>(seconds * 1e9 / 5)) {
            items += round();
            used = threadCpu() - begin;
        }
        figures.push_back(static_cast<double>(used.count()) / static_cast<double>(items));
    }
    std::nth_element(figures.begin(), figures.begin() + 2, figures.end());
    return figures[2];
}

} // namespace tailrace::bench
