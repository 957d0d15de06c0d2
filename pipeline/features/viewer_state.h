// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/base/byte_codec.h"
#include "pipeline/base/clock.h"
#include "pipeline/event/event.h"
#include "pipeline/features/feature_set.h"
#include "pipeline/features/text_pool.h"

namespace tailrace::features {

enum class ViewerStatus : std::uint8_t { Watching, Paused, WatchingAd, Completed };
std::string_view viewerStatusName(ViewerStatus status); // "WATCHING_VIDEO"

// The number of the last event that has one; of several at the same time the largest.
struct LatestNumber {
    static constexpr double None = std::numeric_limits<double>::quiet_NaN();

    std::int64_t time = 0;
    double value = None;

    void take(std::int64_t at, double number);
};

// What the events say of a viewer: status and completion of the last viewing, the other members of all.
struct ViewerView {
    static constexpr double None = LatestNumber::None;

    ViewerStatus status = ViewerStatus::Watching;
    std::int64_t last = std::numeric_limits<std::int64_t>::min(); // time of the last event; min: no event yet
    double furthest = None, longest = None;                       // currentTime, duration
    LatestNumber position, adsClicked, adsSkipped;
    std::int64_t adTime = 0; // of the one below
    TextPool::Token ad = 0;

    double completion() const;
};

// The state of one viewer: the events that others can still come before, and a summary of those before them. A value, but for
// its texts, which go back by clear(). One owner thread.
class ViewerState {
public:
    // An event of a media type; each once.
    void insert(const event::Event& event, TextPool& texts);
    // By the hash of its id. False: it is not here, or settled.
    bool remove(std::uint64_t idHash, TextPool& texts);
    // Events before that time have no more that come before them: they become part of the summary.
    void settle(EventTime before, Profile profile, TextPool& texts);
    void clear(TextPool& texts);

    ViewerView view(Profile profile, const TextPool& texts) const;
    // min(): none.
    EventTime last() const;
    std::size_t unsettled() const { return m_events.size(); }

    void encode(ByteWriter& out, const TextPool& texts) const;
    static ViewerState decode(ByteReader& in, TextPool& texts);

private:
    struct MediaEvent {
        std::int64_t time = 0;
        double position = 0, duration = 0, adsClicked = 0, adsSkipped = 0; // NaN: none
        TextPool::Token ad = 0;
        std::uint32_t id : 27 = 0;
        std::uint32_t type : 5 = 0;
    };
    static bool isBefore(const MediaEvent& a, const MediaEvent& b);
    static void apply(ViewerView& view, const MediaEvent& event, Profile profile, const TextPool& texts);
    void setAd(TextPool::Token ad, TextPool& texts);

    ViewerView m_settled;
    std::vector<MediaEvent> m_events; // in order
};

// The text of a viewer feature in the `tailrace` profile.
void appendViewerValue(std::string& out, Aggregate aggregate, const ViewerView& view, const TextPool& texts);

} // namespace tailrace::features
