// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/base/result.h"
#include "pipeline/kafka/client_options.h"

namespace tailrace::kafka {

struct TopicPlan {
    std::string name;
    std::int32_t partitions = 1;
    bool compacted = false; // keeps the last record of each key; else the broker's own retention
};

// Makes the topics that are missing, with the broker's own replication; those that are there stay as they are, whatever their
// partitions. A broker that does not know the request is asked for them by name, which has it make them where it is so configured.
// Blocks until it shows them all, at most until the deadline; for a moment only when nothing listens. Unavailable or Timeout: it does
// not answer; else what it refuses. Returns the names of topics that should be compacted and are not, as far as the broker tells.
Result<std::vector<std::string>> ensureTopics(const ClientOptions& options, const std::vector<TopicPlan>& topics,
    std::chrono::milliseconds deadline);

} // namespace tailrace::kafka
