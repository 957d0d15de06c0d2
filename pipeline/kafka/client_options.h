// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <utility>

#include "pipeline/base/result.h"
#include "pipeline/base/strong_id.h"
#include "pipeline/kafka/handles.h"

namespace tailrace::kafka {

enum class BrokerKind {
    Embedded, // the mock cluster: plain producer, no compression (it walks its record batches on every fetch)
    Real,     // Apache Kafka: idempotent, lz4
};

struct ClientOptions {
    std::string bootstrap; // host:port[,host:port]; IPv6 is spoken when one is an IPv6 address, [::1]:9092
    BrokerKind kind = BrokerKind::Embedded;
    int lingerMs = 1;
    int fetchWaitMs = 2;
    Incarnation run{};           // of a producer: marks its records without an envelope (RunMark); 0: no mark
    int queueMessages = 200'000; // of a producer: not delivered yet; more are refused as Full
};

using Setting = std::pair<const char*, std::string>;

// A configuration with the settings both sides share, then these. InvalidInput names the setting librdkafka refuses.
Result<ConfHandle> makeConf(const ClientOptions& options, std::initializer_list<Setting> settings);

// A client that owns the configuration; `role` is for the error ("producer").
Result<ClientHandle> newClient(rd_kafka_type_t type, ConfHandle conf, const char* role);

} // namespace tailrace::kafka
