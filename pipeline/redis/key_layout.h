// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "pipeline/base/clock.h"
#include "pipeline/base/number_text.h"
#include "pipeline/base/strong_id.h"

// The `tailrace` layout of keys. The partition stands in braces, so that all keys of one batch share a slot of a Redis Cluster.
// All functions append, and allocate nothing once `out` has grown.
namespace tailrace::redis {

namespace cell_field {
inline constexpr std::string_view Epoch = "epoch";
inline constexpr std::string_view Incarnation = "incarnation";
inline constexpr std::string_view Next = "next";
} // namespace cell_field

// "tr:{p07}:"
inline void appendPartitionPrefix(std::string& out, Partition partition)
{
    out.append("tr:{p");
    if (partition.value < 10) out.push_back('0');
    appendNumber(out, partition.value);
    out.append("}:");
}

// "tr:{p07}:cell"
inline void appendCellKey(std::string& out, Partition partition)
{
    appendPartitionPrefix(out, partition);
    out.append("cell");
}

// "tr:{p07}:user:<shopper>"
inline void appendUserKey(std::string& out, Partition partition, std::string_view shopper)
{
    appendPartitionPrefix(out, partition);
    out.append("user:");
    out.append(shopper);
}

// "tr:{p07}:viewer:<shopper>"
inline void appendViewerKey(std::string& out, Partition partition, std::string_view shopper)
{
    appendPartitionPrefix(out, partition);
    out.append("viewer:");
    out.append(shopper);
}

// "tr:{p07}:alias:<visitor>": the user whom a visitor's events have gone over to.
inline void appendAliasKey(std::string& out, Partition partition, std::string_view visitor)
{
    appendPartitionPrefix(out, partition);
    out.append("alias:");
    out.append(visitor);
}

inline bool isAliasKey(std::string_view key)
{
    const std::size_t end = key.find("}:");
    return end != std::string_view::npos && key.substr(end + 2).starts_with("alias:");
}

// "tr:{p07}:session:<shopper>:<start in ms>"
inline void appendSessionKey(std::string& out, Partition partition, std::string_view shopper, EventTime start)
{
    appendPartitionPrefix(out, partition);
    out.append("session:");
    out.append(shopper);
    out.push_back(':');
    appendNumber(out, toMillis(start));
}

} // namespace tailrace::redis
