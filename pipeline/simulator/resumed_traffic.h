// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pipeline/simulator/traffic_source.h"

namespace tailrace::simulator {

// Traffic that goes on after a crash: of a source that makes the same events again, only those that were not taken before. An event is
// known by when it is due; of several that are due at the same moment the first ones count as taken. What fell due while nobody
// was there is offered late, as clients do that try again.
class ResumedTraffic final : public TrafficSource {
public:
    // `taken`: due times of what was taken, since the start of the traffic, ascending.
    ResumedTraffic(std::unique_ptr<TrafficSource> source, std::vector<std::chrono::nanoseconds> taken);

    std::optional<SimulatedEvent> next(std::chrono::nanoseconds sinceStart) override;
    std::optional<std::chrono::nanoseconds> nextDue() const override { return m_source->nextDue(); }
    bool isPaced() const override { return m_source->isPaced(); }
    bool multiplyRate(std::chrono::nanoseconds at, double factor) override { return m_source->multiplyRate(at, factor); }
    bool canMultiplyRate() const override { return m_source->canMultiplyRate(); }
    StockFeed* stock() override { return m_source->stock(); }
    std::vector<std::string> notes() const override { return m_source->notes(); }

private:
    bool wasTaken(std::chrono::nanoseconds due);

    std::unique_ptr<TrafficSource> m_source;
    std::vector<std::chrono::nanoseconds> m_taken;
    std::size_t m_next = 0; // in m_taken
};

} // namespace tailrace::simulator
