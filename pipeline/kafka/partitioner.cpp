// SPDX-License-Identifier: Apache-2.0
#include "pipeline/kafka/partitioner.h"

#include <librdkafka/rdkafka.h>

namespace tailrace::kafka {

Partition partitionOf(std::string_view key, std::int32_t partitions)
{
    // librdkafka's murmur2 partitioner reads neither topic nor opaques.
    return Partition(rd_kafka_msg_partitioner_murmur2(nullptr, key.data(), key.size(), partitions, nullptr, nullptr));
}

} // namespace tailrace::kafka
