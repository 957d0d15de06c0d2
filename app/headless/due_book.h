// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "pipeline/simulator/traffic_source.h"

namespace tailrace::headless {

// Another source's traffic, with a note of when which event was due: what an outside observer measures from. Read it when the traffic is over.
class DueBook final : public simulator::TrafficSource {
public:
    explicit DueBook(std::unique_ptr<simulator::TrafficSource> source) : m_source(std::move(source)) {}

    std::optional<simulator::SimulatedEvent> next(std::chrono::nanoseconds sinceStart) override
    {
        auto event = m_source->next(sinceStart);
        if (event) (*m_due)[std::string(idIn(event->body))] = event->due;
        return event;
    }
    std::optional<std::chrono::nanoseconds> nextDue() const override { return m_source->nextDue(); }
    bool isPaced() const override { return m_source->isPaced(); }
    simulator::StockFeed* stock() override { return m_source->stock(); }
    std::vector<std::string> notes() const override { return m_source->notes(); }

    using Dues = std::unordered_map<std::string, std::chrono::nanoseconds>; // by event id, since the start of the traffic
    std::shared_ptr<const Dues> dues() const { return m_due; }

private:
    // The generated events begin with it.
    static std::string_view idIn(std::string_view body)
    {
        constexpr std::string_view Begin = "{\"id\":\"";
        if (!body.starts_with(Begin)) return {};
        body.remove_prefix(Begin.size());
        return body.substr(0, body.find('"'));
    }

    std::unique_ptr<simulator::TrafficSource> m_source;
    std::shared_ptr<Dues> m_due = std::make_shared<Dues>();
};

} // namespace tailrace::headless
