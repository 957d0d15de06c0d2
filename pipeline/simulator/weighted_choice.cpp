// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/weighted_choice.h"

#include <numeric>

namespace tailrace::simulator {

WeightedChoice::WeightedChoice(const std::vector<double>& weights) : m_slots(weights.size())
{
    const double mean = std::accumulate(weights.begin(), weights.end(), 0.0) / static_cast<double>(weights.size());
    std::vector<std::uint32_t> small, large;
    std::vector<double> left(weights.size());
    for (std::uint32_t i = 0; i < weights.size(); ++i) {
        left[i] = weights[i] / mean;
        (left[i] < 1.0 ? small : large).push_back(i);
    }
    while (!small.empty() && !large.empty()) {
        const std::uint32_t poor = small.back();
        const std::uint32_t rich = large.back();
        small.pop_back();
        m_slots[poor] = {left[poor], rich};
        left[rich] -= 1.0 - left[poor];
        if (left[rich] < 1.0) {
            large.pop_back();
            small.push_back(rich);
        }
    }
}

} // namespace tailrace::simulator
