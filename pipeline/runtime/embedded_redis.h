// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "pipeline/runtime/embedded_server.h"
#include "pipeline/runtime/private_directory.h"

namespace tailrace::runtime {

// The distribution's redis-server (or valkey-server) as a supervised child on a Unix socket in a directory that only we can enter:
// no TCP, nothing evicted, nothing persisted. endpoint() is an address for RedisAddress::parse, the same in every generation.
class EmbeddedRedis final : public EmbeddedServer {
public:
    struct Options {
        std::string program{}; // empty: redis-server, else valkey-server, from PATH
        std::uint64_t maxMemoryBytes = std::uint64_t{1} << 30;
        std::chrono::milliseconds longestSilence = LongestSilence;
    };

    explicit EmbeddedRedis(Options options);
    EmbeddedRedis() : EmbeddedRedis(Options{}) {}
    ~EmbeddedRedis() override;

    // Empty when neither server is installed.
    static std::string installedProgram();

    std::string socketPath() const;
    void stop() override;

private:
    Result<ChildProcess::Options> prepare() override;
    std::optional<std::string> probe(const std::string& output) override;
    LivenessProbe::Question livenessQuestion(const std::string& endpoint) const override;

    Options m_options;
    std::optional<PrivateDirectory> m_directory;
};

} // namespace tailrace::runtime
