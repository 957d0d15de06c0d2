// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "pipeline/base/clock.h"
#include "pipeline/kafka/connection_trouble.h"
#include "pipeline/runtime/incident_log.h"

namespace tailrace::runtime {

// Whether Kafka answers, as the consumer experiences it: its connections break, records come, or none comes although some are due.
// One outage is two incidents, each at the time at which it really happened. Thread-safe; one thread reports what comes.
class BrokerHealth {
public:
    struct Patience {
        std::chrono::milliseconds afterTrouble = std::chrono::seconds(1); // one connection broke; perhaps others go on
        std::chrono::milliseconds inSilence = std::chrono::seconds(3);    // nothing broke: a hanging broker, or a busy machine
    };

    BrokerHealth(IncidentLog& incidents, std::string name, Patience patience)
        : m_incidents(incidents),
          m_name(std::move(name)),
          m_patience(patience)
    {}
    BrokerHealth(IncidentLog& incidents, std::string name) : BrokerHealth(incidents, std::move(name), Patience{}) {}

    void failed(Stamp at, const kafka::ConnectionTrouble& trouble);
    void answered(Stamp at); // a record came
    // No record came; `due`: some were handed to the broker and did not come back.
    void silent(Stamp at, bool due);
    // Another one took its place. Does not end an outage: that is for the first record to do. From any thread.
    void replaced(Stamp at);

    // Since when it is away; nothing: it answers.
    std::optional<Stamp> awaySince() const;
    // Since when the one that is there now has been waited for: that long, or since it took the place of another.
    std::optional<Stamp> awaitedSince() const;
    const std::string& name() const { return m_name; }

private:
    void leave(Stamp since, const std::string& why); // with m_mutex held

    IncidentLog& m_incidents;
    const std::string m_name; // "The embedded broker", "Kafka at host:9092"
    const Patience m_patience;
    mutable std::mutex m_mutex; // guards the rest
    std::optional<Stamp> m_awaySince;
    std::optional<Stamp> m_troubleSince;
    std::optional<Stamp> m_dueSince;
    std::optional<Stamp> m_replacedAt;
    std::string m_trouble;
};

} // namespace tailrace::runtime
