// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace tailrace::simulator {

// Scrambles a number (splitmix64's finisher): neighbours become unrelated. Also the way to derive stable ids.
constexpr std::uint64_t scramble(std::uint64_t x)
{
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

// xoshiro256**: the same sequence for the same seed on every machine, unlike the distributions of <random>.
// Each use takes its own stream, so that more draws in one place do not shift another.
class Random {
public:
    explicit Random(std::uint64_t seed, std::uint64_t stream = 0)
    {
        std::uint64_t x = scramble(seed) ^ scramble(~stream);
        for (std::uint64_t& word : m_state) word = x = scramble(x);
    }

    std::uint64_t next()
    {
        const std::uint64_t result = std::rotl(m_state[1] * 5, 7) * 9;
        const std::uint64_t t = m_state[1] << 17;
        m_state[2] ^= m_state[0];
        m_state[3] ^= m_state[1];
        m_state[1] ^= m_state[2];
        m_state[0] ^= m_state[3];
        m_state[2] ^= t;
        m_state[3] = std::rotl(m_state[3], 45);
        return result;
    }

    // In [0, 1).
    double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    // In [0, bound); the bias is below 2^-32 for every bound used here.
    std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(((next() >> 32) * bound) >> 32); }
    bool chance(double probability) { return uniform() < probability; }
    // Mean 1.
    double exponential() { return -std::log1p(-uniform()); }
    // Mean 0, deviation 1 (Box and Muller).
    double normal() { return std::sqrt(2 * exponential()) * std::cos(2 * std::numbers::pi * uniform()); }
    // Median 1; sigma is the deviation of the logarithm.
    double logNormal(double sigma) { return std::exp(sigma * normal()); }

private:
    std::uint64_t m_state[4]{};
};

} // namespace tailrace::simulator
