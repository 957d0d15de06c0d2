// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "pipeline/base/strong_id.h"

namespace tailrace::kafka {

// Kafka's default partitioner for keyed records (murmur2), so that a record of the same key by any client lands beside ours.
Partition partitionOf(std::string_view key, std::int32_t partitions);

} // namespace tailrace::kafka
