// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>
#include <memory>

namespace tailrace::kafka {

template <auto Destroy>
struct HandleDeleter {
    template <class T>
    void operator()(T* handle) const
    {
        Destroy(handle);
    }
};

using ConfHandle = std::unique_ptr<rd_kafka_conf_t, HandleDeleter<rd_kafka_conf_destroy>>;
using ClientHandle = std::unique_ptr<rd_kafka_t, HandleDeleter<rd_kafka_destroy>>;
using TopicHandle = std::unique_ptr<rd_kafka_topic_t, HandleDeleter<rd_kafka_topic_destroy>>;
using MessageHandle = std::unique_ptr<rd_kafka_message_t, HandleDeleter<rd_kafka_message_destroy>>;
using PartitionListHandle = std::unique_ptr<rd_kafka_topic_partition_list_t, HandleDeleter<rd_kafka_topic_partition_list_destroy>>;
using MetadataHandle = std::unique_ptr<const rd_kafka_metadata_t, HandleDeleter<rd_kafka_metadata_destroy>>;
using HeadersHandle = std::unique_ptr<rd_kafka_headers_t, HandleDeleter<rd_kafka_headers_destroy>>;

} // namespace tailrace::kafka
