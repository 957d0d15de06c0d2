// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "pipeline/simulator/random.h"

namespace tailrace::simulator {

// Draws an index with a probability proportional to its weight, in constant time (Vose's alias method).
class WeightedChoice {
public:
    // At least one weight, none negative, not all zero.
    explicit WeightedChoice(const std::vector<double>& weights);

    std::uint32_t draw(Random& random) const
    {
        const std::uint32_t slot = random.below(static_cast<std::uint32_t>(m_slots.size()));
        return random.uniform() < m_slots[slot].keep ? slot : m_slots[slot].other;
    }

private:
    struct Slot {
        double keep = 1.0;
        std::uint32_t other = 0;
    };
    std::vector<Slot> m_slots;
};

} // namespace tailrace::simulator
