// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "app/verify/event_time.h"
#include "app/verify/oracle.h"
#include "tests/support/event_text.h"

namespace tailrace::test {

constexpr std::int64_t Minute = 60'000;
constexpr std::int64_t Day = 24 * 60 * Minute;

// "10:30", "10:30:05.250" on 2026-03-02.
inline std::int64_t at(const std::string& clock)
{
    const std::string seconds = clock.size() == 5 ? ":00" : "";
    return verify::eventTime("2026-03-02T" + clock + seconds + "Z").value();
}

// An oracle that is told events in the order in which the collector gets them.
class Told {
public:
    explicit Told(verify::Rules rules = {}) : oracle(rules) {}

    std::vector<verify::Oracle::Move> tell(const EventText& event) { return tell(event.text()); }
    std::vector<verify::Oracle::Move> tell(const std::string& text)
    {
        watermark = std::max(watermark, verify::columnsOf(text).time);
        position += 8;
        return oracle.accept(position, watermark, text);
    }
    // Somebody else's event that only carries W on.
    void passTo(std::int64_t time) { tell(EventText("pass-" + std::to_string(time), "page_view", time).visitor("passer-by")); }

    const verify::AcceptedEvent& event(const std::string& id) const
    {
        return *std::ranges::find_if(oracle.events(), [&](const auto& one) { return one.columns.id == id; });
    }
    std::string owner(const std::string& id) const { return event(id).owner; }
    std::string outcome(const std::string& id) const { return verify::outcomeText(event(id).outcome); }
    // What the newest event counts as.
    std::string lastOutcome() const { return verify::outcomeText(oracle.events().back().outcome); }

    // "[first,last]xevents" of each session, in order, in ms since `zero`.
    std::string spans(const std::string& owner, std::int64_t zero = 0) const
    {
        std::string text;
        for (const verify::Session& session : oracle.sessionsOf(owner)) {
            text += "[" + std::to_string(session.first() - zero) + "," + std::to_string(session.last() - zero) + "]x"
                + std::to_string(session.events.size());
        }
        return text;
    }

    verify::Oracle oracle;
    std::int64_t watermark = 0;
    std::uint64_t position = 0;
};

inline EventText anonymous(const std::string& id, std::int64_t time, const std::string& visitor = "phone")
{
    return EventText(id, "page_view", time).visitor(visitor);
}

inline EventText login(const std::string& id, std::int64_t time, const std::string& user, const std::string& visitor = "phone")
{
    return EventText(id, "page_view", time).visitor(visitor).user(user);
}

} // namespace tailrace::test
