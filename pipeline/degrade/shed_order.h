// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/base/clock.h"

namespace tailrace::degrade {

// What is given up under overload, in this order. Never in it: journal, session state, offsets.
enum class Shed : std::uint8_t {
    UiDetail,        // the snapshot that programs show comes less often
    AdHocQueries,    // questions to the workers wait; today these are cuts
    Enrichment,      // what only adds to the data: updates of sessions that are still open
    Personalisation, // recommendations come from popularity, without a read of the store
    NewTraffic       // the collector refuses; only when the journal itself cannot keep up
};
inline constexpr std::size_t ShedCount = 5;

std::string_view nameOf(Shed shed);   // "personalised recommendations"
std::string_view effectOf(Shed shed); // what a user sees of it, a sentence

struct ShedRules {
    // The consumer's lag at which each of the first four is given up; it comes back below half of that.
    std::array<double, ShedCount - 1> lagSeconds{0.5, 1, 2, 4};
    std::chrono::milliseconds enterAfter{200};  // of lag, before the next one goes
    std::chrono::milliseconds leaveAfter{2000}; // without it, before the last one comes back
};

// How loaded the pipeline is at a moment.
struct Load {
    double lagSeconds = 0;      // how long the oldest event waits for its worker
    bool journalKeepsUp = true; // false: the collector refuses
};

// Where somebody has put a switch. Automatic: the load decides.
enum class Position : std::uint8_t { Automatic, GivenUp, HeldOn };

// One step of the order, or a switch thrown by hand: a line of the audit.
struct ShedChange {
    Shed shed{};
    bool given = false; // up; else it is on
    std::string cause;
    Position position = Position::Automatic; // since then
    bool switched = true;                    // false: put by hand to where it stood already
};

// Which of them are given up now. One at a time, in order, back in the opposite order; a switch that somebody has thrown by hand stays
// as thrown. Pure: told the time. One owner.
class ShedOrder {
public:
    explicit ShedOrder(ShedRules rules = {}) : m_rules(rules) {}

    // What has changed; empty for most calls. Ten times a second is often enough.
    std::vector<ShedChange> observe(const Load& load, Stamp now);
    // By hand. Nothing: it stands there already.
    std::optional<ShedChange> force(Shed shed, Position position);

    bool isGivenUp(Shed shed) const;
    Position position(Shed shed) const { return m_positions[static_cast<std::size_t>(shed)]; }

private:
    static constexpr std::size_t ByLag = ShedCount - 1;

    std::optional<ShedChange> step(const Load& load, Stamp now);
    void followJournal(const Load& load, std::vector<ShedChange>& changes);
    bool loadAsksFor(Shed shed) const;

    ShedRules m_rules;
    std::size_t m_level = 0; // how many of the first four the load has taken
    bool m_refuses = false;
    std::optional<Stamp> m_above; // since when the lag asks for the next one
    std::optional<Stamp> m_below; // since when it does not ask for the last one
    std::array<Position, ShedCount> m_positions{};
};

} // namespace tailrace::degrade
