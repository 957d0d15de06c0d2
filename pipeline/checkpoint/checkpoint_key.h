// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "pipeline/base/strong_id.h"

namespace tailrace::checkpoint {

// The keys of a store: four bytes of partition, the highest first, then 'h' for its header or 'o' and the owner.
inline std::string partitionKey(Partition partition, char kind)
{
    const auto value = static_cast<std::uint32_t>(partition.value);
    std::string key;
    for (int shift = 24; shift >= 0; shift -= 8) key.push_back(static_cast<char>(value >> static_cast<unsigned>(shift) & 0xFFU));
    key.push_back(kind);
    return key;
}

inline std::string headerKey(Partition partition) { return partitionKey(partition, 'h'); }

inline std::string ownerKey(Partition partition, std::string_view owner) { return partitionKey(partition, 'o').append(owner); }

} // namespace tailrace::checkpoint
