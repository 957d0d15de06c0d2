// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>

namespace tailrace {

// A number that means one thing: two ids of different Tag do not convert into each other.
template <class Tag, class T>
struct StrongId {
    T value{};
    constexpr StrongId() = default;
    constexpr explicit StrongId(T v) : value(v) {}
    constexpr auto operator<=>(const StrongId&) const = default; // NOLINT(modernize-use-nullptr): clang-tidy 14 sees a 0 in it
};

using Partition = StrongId<struct PartitionTag, std::int32_t>;
// Dense position of a record in one partition of one journal: 0, 1, 2, … without holes.
using Sequence = StrongId<struct SequenceTag, std::uint64_t>;
// Names one journal's life. Sequences of different incarnations are not comparable.
using Incarnation = StrongId<struct IncarnationTag, std::uint64_t>;
// Index of a product in the catalogue's order.
using ProductIndex = StrongId<struct ProductIndexTag, std::uint32_t>;

} // namespace tailrace
