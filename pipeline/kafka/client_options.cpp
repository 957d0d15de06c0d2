// SPDX-License-Identifier: Apache-2.0
#include "pipeline/kafka/client_options.h"

#include <array>

namespace tailrace::kafka {
namespace {

Result<void> set(rd_kafka_conf_t* conf, const Setting& setting)
{
    std::array<char, 256> reason{};
    if (rd_kafka_conf_set(conf, setting.first, setting.second.c_str(), reason.data(), reason.size()) == RD_KAFKA_CONF_OK) return {};
    return Error(ErrorCode::InvalidInput, std::string("Kafka setting ") + setting.first + ": " + reason.data());
}

void ignoreLog(const rd_kafka_t*, int, const char*, const char*) {}

// IPv4 alone, unless an IPv6 address is given: localhost means both, most brokers listen on one, and each vain attempt would count as
// an outage.
const char* addressFamily(const std::string& bootstrap) { return bootstrap.find('[') == std::string::npos ? "v4" : "any"; }

} // namespace

Result<ConfHandle> makeConf(const ClientOptions& options, std::initializer_list<Setting> settings)
{
    ConfHandle conf(rd_kafka_conf_new());
    // State of the connection reaches the user as incidents and errors, not as the library's own lines on stderr.
    rd_kafka_conf_set_log_cb(conf.get(), ignoreLog);
    const std::initializer_list<Setting> shared{
        {"bootstrap.servers", options.bootstrap},
        {"client.id", "tailrace"},
        {"socket.nagle.disable", "true"},
        {"socket.keepalive.enable", "true"},
        {"broker.address.family", addressFamily(options.bootstrap)},
        {"reconnect.backoff.ms", "20"},
        {"reconnect.backoff.max.ms", "1000"},
        {"topic.metadata.refresh.interval.ms", "10000"},
    };
    for (const auto& list : {shared, settings}) {
        for (const Setting& setting : list) {
            if (auto done = set(conf.get(), setting); !done) return done.error();
        }
    }
    return conf;
}

Result<ClientHandle> newClient(rd_kafka_type_t type, ConfHandle conf, const char* role)
{
    std::array<char, 256> reason{};
    ClientHandle client(rd_kafka_new(type, conf.get(), reason.data(), reason.size()));
    if (!client) return Error(ErrorCode::Internal, std::string("cannot create the Kafka ") + role + ": " + reason.data());
    static_cast<void>(conf.release()); // owned by the client now
    return client;
}

} // namespace tailrace::kafka
