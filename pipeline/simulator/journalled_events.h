// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/journal/frame_walk.h"
#include "pipeline/journal/journal_segments.h"
#include "pipeline/simulator/recorded_events.h"
#include "pipeline/simulator/traffic_source.h"

namespace tailrace::simulator {

// The traffic of an earlier run, out of its journal: every text that its collector answered, byte for byte, with the due times that it had
// then, and the same ones waiting for a recommendation. What the engine made of them (moves between owners, ticks) is not played: it is
// made again. Its generated past, if it had one, is this one's past(). Keeps 24 bytes an event in memory, since what was refused for a time stands later in the journal than it was due.
class JournalledEvents final : public TrafficSource {
public:
    // Reads all frames once. An error says what is wrong with the journal and what to do. The journal must not be written meanwhile.
    static Result<std::unique_ptr<JournalledEvents>> open(const std::filesystem::path& journal, ReplayPace pace);

    std::optional<SimulatedEvent> next(std::chrono::nanoseconds sinceStart) override;
    std::optional<std::chrono::nanoseconds> nextDue() const override;
    bool isPaced() const override { return m_pace.kind != ReplayPace::Kind::Max; }
    TrafficSource* past() override { return m_past.nextDue() ? &m_past : nullptr; }

    std::size_t events() const { return m_entries.size() - m_first; } // without the past
    std::size_t pastEvents() const { return m_first; }
    std::uint64_t journalBytes() const { return m_bytes; }
    std::chrono::nanoseconds duration() const; // from the first to the last; 0 at pace max
    // Refused texts that the journal does not hold whole: they are not played.
    std::uint64_t leftOut() const { return m_leftOut; }

private:
    struct Entry {
        std::int64_t due = 0;                // ns, as recorded
        journal::JournalPosition position{}; // of its frame
        std::uint32_t text = 0;              // 1 + place in m_refused; 0: the frame holds it
        bool wantsRecommendation = false;
        bool isPast = false;
    };

    class Past final : public TrafficSource {
    public:
        explicit Past(JournalledEvents& events) : m_events(events) {}
        std::optional<SimulatedEvent> next(std::chrono::nanoseconds sinceStart) override;
        std::optional<std::chrono::nanoseconds> nextDue() const override;
        bool isPaced() const override { return false; }

    private:
        JournalledEvents& m_events;
        std::size_t m_next = 0;
    };

    JournalledEvents(std::unique_ptr<journal::JournalSegments> segments, journal::JournalPosition end, ReplayPace pace);
    Result<void> readAll();
    void keep(const journal::FrameView& frame);
    void keepRefused(const journal::FrameView& letter);
    std::chrono::nanoseconds dueOf(std::size_t index) const;
    std::string_view bodyOf(const Entry& entry);

    std::unique_ptr<journal::JournalSegments> m_segments;
    journal::JournalPosition m_end;
    ReplayPace m_pace;
    journal::FrameWalk m_walk;
    std::vector<Entry> m_entries; // the past first, then in the order in which they are due
    std::size_t m_first = 0;      // that is not past
    std::vector<std::string> m_refused;
    std::string m_original; // pieces of a refused text, until its letter comes
    std::uint64_t m_leftOut = 0;
    std::uint64_t m_bytes = 0;
    std::size_t m_next = 0;
    Past m_past{*this};
};

} // namespace tailrace::simulator
