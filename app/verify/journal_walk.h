// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "app/verify/comparison.h"
#include "app/verify/journal.h"
#include "app/verify/oracle.h"

namespace tailrace::verify {

// Walks through a journal, gives its events to the oracle, and holds everything else that the collector wrote against it: keys,
// times, watermarks, handovers and retractions.
class JournalWalk {
public:
    explicit JournalWalk(const Journal& journal, Rules rules = {}) : m_journal(journal), m_oracle(rules) {}

    // On to all frames that begin before this position; not back. What the very last event caused may be missing: the tail of a group
    // that was never acknowledged.
    void advanceTo(std::uint64_t position);

    const Oracle& oracle() const { return m_oracle; }
    std::int64_t watermark() const { return m_watermark; }
    std::uint64_t deadLetters() const { return m_deadLetters; }
    // Events that are labelled as generated past.
    std::uint64_t pastEvents() const { return m_pastEvents; }
    const std::map<std::int32_t, std::uint64_t>& nextSequence() const { return m_nextSequence; }
    // Positions behind the marks at which cuts were asked for.
    const std::vector<std::uint64_t>& marks() const { return m_marks; }
    const std::vector<Difference>& differences() const { return m_differences; }
    // Why a cut cannot stand here: between an event and the frames that it caused, in the middle of a frame, behind the end.
    std::string objectionTo(const Cut& cut) const;

private:
    struct Due { // a frame that must come next
        FrameKind kind;
        std::string key;
        std::string payload;
        std::int64_t watermark;
        bool isPast;
    };

    void take(const Frame& frame);
    void takeEvent(const Frame& frame);
    void takeLabel(const Frame& frame);
    void takeMove(const Frame& frame);
    void missDue();
    void differ(const Frame& frame, const std::string& what, std::string expected, std::string found);

    const Journal& m_journal;
    Oracle m_oracle;
    std::size_t m_next = 0; // frame
    std::int64_t m_watermark = 0;
    std::uint64_t m_deadLetters = 0;
    std::uint64_t m_pastEvents = 0;
    std::vector<std::uint64_t> m_marks;
    std::map<std::int32_t, std::uint64_t> m_nextSequence;
    std::vector<const Frame*> m_eventFrames; // as the oracle's events
    std::deque<Due> m_due;
    std::vector<Difference> m_differences;
};

} // namespace tailrace::verify
