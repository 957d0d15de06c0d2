// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pipeline/simulator/traffic_source.h"

namespace tailrace::simulator {

// Traffic that goes on after a crash: of a source that makes the same events again, only those that were not taken before. An event is
// known by when it is due; of several that are due at the same moment the first ones count as taken. What fell due while nobody
// was there is offered late, as clients do that try again. Of its past the same.
class ResumedTraffic final : public TrafficSource {
public:
    // Due times of what was taken, since the start of the traffic, ascending.
    struct Taken {
        std::vector<std::chrono::nanoseconds> own, past;
    };
    ResumedTraffic(std::unique_ptr<TrafficSource> source, Taken taken);

    std::optional<SimulatedEvent> next(std::chrono::nanoseconds sinceStart) override { return m_own.next(*m_source, sinceStart); }
    std::optional<std::chrono::nanoseconds> nextDue() const override { return m_source->nextDue(); }
    bool isPaced() const override { return m_source->isPaced(); }
    bool multiplyRate(std::chrono::nanoseconds at, double factor) override { return m_source->multiplyRate(at, factor); }
    bool canMultiplyRate() const override { return m_source->canMultiplyRate(); }
    StockFeed* stock() override { return m_source->stock(); }
    TrafficSource* past() override { return m_source->past() ? &m_past : nullptr; }
    std::vector<std::string> notes() const override { return m_source->notes(); }

private:
    // Lets through what is not among the due times that it is made with.
    class Filter {
    public:
        explicit Filter(std::vector<std::chrono::nanoseconds> taken) : m_taken(std::move(taken)) {}
        std::optional<SimulatedEvent> next(TrafficSource& source, std::chrono::nanoseconds sinceStart);

    private:
        bool wasTaken(std::chrono::nanoseconds due);

        std::vector<std::chrono::nanoseconds> m_taken;
        std::size_t m_next = 0; // in m_taken
    };

    class Past final : public TrafficSource {
    public:
        Past(TrafficSource& source, std::vector<std::chrono::nanoseconds> taken) : m_source(source), m_filter(std::move(taken)) {}
        std::optional<SimulatedEvent> next(std::chrono::nanoseconds sinceStart) override;
        std::optional<std::chrono::nanoseconds> nextDue() const override;
        bool isPaced() const override { return false; }

    private:
        TrafficSource& m_source; // whose past it is
        Filter m_filter;
    };

    std::unique_ptr<TrafficSource> m_source;
    Filter m_own;
    Past m_past;
};

} // namespace tailrace::simulator
