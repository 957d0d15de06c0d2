// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace tailrace::simulator {

// Who waits until when: everybody at most once, first come first out within a tenth of a second. Constant time, allocates only
// when it is made.
class DwellWheel {
public:
    static constexpr std::chrono::milliseconds Resolution{100};
    static constexpr std::chrono::nanoseconds LongestWait = std::chrono::minutes(25); // longer ones are cut there

    explicit DwellWheel(std::uint32_t population);

    bool empty() const { return m_count == 0; }
    // `who` must not wait already. No two may differ by more than LongestWait and a minute.
    void add(std::uint32_t who, std::chrono::nanoseconds until);
    // The time of the first, cut to the resolution. It must not be empty.
    std::chrono::nanoseconds firstTime() const;
    std::uint32_t takeFirst();

private:
    static constexpr std::size_t Slots = 16'384; // 27 min
    static constexpr std::size_t Words = Slots / 64;
    static constexpr std::uint32_t Nobody = ~0U;

    struct Slot {
        std::uint32_t first = Nobody, last = Nobody;
    };

    std::int64_t firstTick() const;

    std::vector<std::uint32_t> m_next; // who comes behind whom in a slot
    std::vector<Slot> m_slots;
    std::array<std::uint64_t, Words> m_filled{}; // a bit for each slot
    std::int64_t m_from = 0;                     // tick: nobody waits for an earlier one
    std::size_t m_count = 0;
};

} // namespace tailrace::simulator
