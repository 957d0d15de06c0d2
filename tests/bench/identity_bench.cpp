// SPDX-License-Identifier: Apache-2.0
// What it costs to say whose event it is: many visitors in turn, groups of 512 events; most never log in.
#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include "pipeline/sessionize/identity_resolver.h"
#include "tests/bench/bench_figures.h"

namespace {

using namespace tailrace;
using namespace tailrace::sessionize;

constexpr std::size_t Group = 512, Expected = 64;

std::string visitorName(std::size_t i)
{
    const std::string number = std::to_string(10'000'000 + i);
    return number + "-05cf-48c6-b218-0def4f209181";
}

// `loginOneIn`: of so many visitors one always has a user id; 0: nobody.
void measure(std::size_t visitors, std::size_t loginOneIn, double seconds)
{
    std::vector<std::string> names;
    for (std::size_t i = 0; i < visitors; ++i) names.push_back(visitorName(i));
    IdentityResolver resolver({});
    EventTime watermark{std::chrono::hours(400'000)};
    std::uint64_t position = 4096;
    std::size_t next = 0;
    // A visitor is back after `pace`, so that 20 events of it make a run of 20 min; then another 20 begin.
    const auto pace = std::chrono::microseconds(60'000'000 / visitors);
    auto at = std::chrono::duration_cast<std::chrono::microseconds>(watermark.time_since_epoch());
    std::size_t round = 0;
    std::array<std::string_view, Expected> expected;
    const double nanos = bench::nanosPerItem(
        [&] {
            for (std::size_t i = 0; i < Group; ++i) {
                if (i % Expected == 0) {
                    for (std::size_t k = 0; k < Expected; ++k) expected[k] = names[(next + k) % visitors];
                    resolver.expect(expected);
                }
                at += pace;
                watermark = EventTime(std::chrono::duration_cast<std::chrono::milliseconds>(at));
                const bool login = loginOneIn != 0 && next % loginOneIn == 0;
                resolver.accept({names[next], login ? std::string_view("trent@example.com") : std::string_view{}, watermark,
                                    position += 800},
                    watermark);
                if (++next < visitors) continue;
                next = 0;
                if (++round % 20 == 0) at += std::chrono::hours(1);
            }
            resolver.settle(watermark);
            return std::uint64_t{Group};
        },
        seconds);
    std::printf("%8zu visitors, %s: %5.0f ns per event\n", visitors, loginOneIn == 0 ? "no logins         " : "one in 4 logged in", nanos);
}

} // namespace

int main()
{
    const double seconds = bench::secondsPerFigure(3.0);
    for (const std::size_t visitors : {std::size_t{10'000}, std::size_t{100'000}, std::size_t{1'000'000}}) {
        for (const std::size_t loginOneIn : {std::size_t{0}, std::size_t{4}}) measure(visitors, loginOneIn, seconds);
    }
    return 0;
}
