// SPDX-License-Identifier: Apache-2.0
#include "app/verify/viewing.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "app/verify/number_text.h"
#include "app/verify/sessions.h"

namespace tailrace::verify {
namespace {

// The events since the last pause of more than a gap.
EventList lastViewing(const EventList& events, const Rules& rules)
{
    const auto viewings = sessionsOf(events, rules);
    return viewings.empty() ? EventList() : viewings.back().events;
}

// Among equal times these come first, in this order; all others behind them.
std::size_t rankOf(const std::string& type)
{
    static constexpr std::array<std::string_view, 5> Ranked{
        "end_event", "pause_event", "play_event", "ad_break_start_event", "ad_break_end_event"};
    return static_cast<std::size_t>(std::ranges::find(Ranked, type) - Ranked.begin());
}

std::string statusAfter(const std::string& status, const std::string& type)
{
    if (type == "end_event") return "COMPLETED_VIDEO";
    if (status == "WATCHING_VIDEO" && type == "pause_event") return "PAUSED_VIDEO";
    if (status == "WATCHING_VIDEO" && type == "ad_break_start_event") return "WATCHING_AD";
    if (status == "PAUSED_VIDEO" && type == "play_event") return "WATCHING_VIDEO";
    if (status == "WATCHING_AD" && type == "ad_break_end_event") return "WATCHING_VIDEO";
    if (status == "COMPLETED_VIDEO" && type == "play_event") return "WATCHING_VIDEO";
    return status;
}

// The value of the last event that has one; among equal times the largest.
template <class T>
std::optional<T> lastValue(const EventList& events, std::optional<T> (*read)(const EventColumns&))
{
    std::optional<std::pair<std::int64_t, T>> last;
    for (const AcceptedEvent* event : events) {
        const auto value = read(event->columns);
        if (value) last = std::max(last, std::optional(std::pair(event->columns.time, *value)));
    }
    return last ? std::optional(last->second) : std::nullopt;
}

// As text; 0 without one.
std::string lastNumber(const EventList& events, std::optional<double> (*read)(const EventColumns&))
{
    return doubleText(lastValue(events, read).value_or(0.0));
}

} // namespace

std::string viewerStatus(const EventList& events, const Rules& rules)
{
    EventList viewing = lastViewing(events, rules);
    std::ranges::stable_sort(viewing, {},
        [](const AcceptedEvent* event) { return std::pair(event->columns.time, rankOf(event->columns.type)); });
    std::string status = "WATCHING_VIDEO";
    for (const AcceptedEvent* event : viewing) status = statusAfter(status, event->columns.type);
    return status;
}

std::string watchCompletion(const EventList& events, const Rules& rules)
{
    double position = 0.0;
    double duration = 0.0;
    for (const AcceptedEvent* event : lastViewing(events, rules)) {
        position = std::max(position, event->columns.currentTime.value_or(0.0));
        duration = std::max(duration, event->columns.mediaDuration.value_or(0.0));
    }
    return duration > 0.0 ? doubleText(std::min(1.0, position / duration)) : "0";
}

std::string lastPosition(const EventList& events)
{
    return lastNumber(events, [](const EventColumns& event) { return event.currentTime; });
}

std::string adsClicked(const EventList& events)
{
    return lastNumber(events, [](const EventColumns& event) { return event.adsClicked; });
}

std::string adsSkipped(const EventList& events)
{
    return lastNumber(events, [](const EventColumns& event) { return event.adsSkipped; });
}

std::string lastAd(const EventList& events)
{
    const auto ad = lastValue<std::string>(events,
        [](const EventColumns& event) { return event.adId.empty() ? std::nullopt : std::optional(event.adId); });
    return ad.value_or(std::string());
}

} // namespace tailrace::verify
