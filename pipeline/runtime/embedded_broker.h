// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "pipeline/runtime/embedded_server.h"

namespace tailrace::runtime {

// The embedded Kafka broker: the program `tailrace-broker` (librdkafka's mock cluster) as a supervised child. Keeps at most 5 MiB of
// each partition and nothing across a restart; endpoint() is the bootstrap string and changes with the generation.
class EmbeddedBroker final : public EmbeddedServer {
public:
    struct Options {
        std::string program{}; // empty: $TAILRACE_BROKER, else tailrace-broker beside our own executable
        int partitions = 4;
        std::vector<std::string> topics{}; // "name" or "name:partitions"
        std::chrono::milliseconds longestSilence = LongestSilence;
    };

    explicit EmbeddedBroker(Options options);
    ~EmbeddedBroker() override;

private:
    Result<ChildProcess::Options> prepare() override;
    std::optional<std::string> probe(const std::string& output) override;
    LivenessProbe::Question livenessQuestion(const std::string& endpoint) const override;

    Options m_options;
};

} // namespace tailrace::runtime
