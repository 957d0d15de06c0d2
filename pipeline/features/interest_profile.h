// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "pipeline/features/text_interner.h"

namespace tailrace::features {

// The most frequent few of a stream in bounded space (the Space-Saving rule, Metwally et al. 2005): a newcomer takes the place of
// the smallest and inherits its count, so counts are upper bounds. Ordered by count, largest first.
class TopFew {
public:
    static constexpr std::size_t Size = 6;
    struct Entry {
        TextInterner::Token token = TextInterner::None;
        std::uint32_t weight = 0;
    };

    void add(TextInterner::Token token, std::uint32_t weight);
    const std::array<Entry, Size>& entries() const { return m_entries; }
    std::array<Entry, Size>& entries() { return m_entries; }

private:
    std::array<Entry, Size> m_entries{};
};

// What a shopper has shown interest in: a product view weighs 1, an addition to the cart 3.
struct InterestProfile {
    TopFew categories;
    TopFew brands;
    std::array<TextInterner::Token, 6> recentProducts{}; // most recent first, each once
    std::uint32_t revision = 0;                          // grows with each change in this process; not part of the value

    void seen(TextInterner::Token product);
};

} // namespace tailrace::features
