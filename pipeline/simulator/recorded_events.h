// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/base/clock.h"
#include "pipeline/base/result.h"
#include "pipeline/event/event_decoder.h"
#include "pipeline/simulator/random.h"
#include "pipeline/simulator/traffic_source.h"

namespace tailrace::simulator {

// How fast recorded events are played.
struct ReplayPace {
    enum class Kind { Recorded, Rate, Max };
    Kind kind = Kind::Recorded;
    double perSecond = 0.0; // Rate only

    // "recorded", "max", or events per second like "5000".
    static Result<ReplayPace> parse(std::string_view text);
};

struct ReplayOptions {
    ReplayPace pace{};
    double requestShare = 0.10;                     // of the page, list and product views
    std::uint64_t seed = 1;                         // of the choice which ones
    std::size_t longestLine = std::size_t{4} << 20; // bytes; longer ones are cut there; the collector refuses what is left of them
};

// The lines of a JSONL file as events, byte for byte and in the file's order; blank lines are skipped. A line that is
// no event is offered all the same: it is the collector's to judge.
class RecordedEvents final : public TrafficSource {
public:
    static Result<std::unique_ptr<RecordedEvents>> open(const std::filesystem::path& file, ReplayOptions options = {});

    std::optional<SimulatedEvent> next(std::chrono::nanoseconds sinceStart) override;
    // Pace max: 0, always due.
    std::optional<std::chrono::nanoseconds> nextDue() const override { return m_due; }
    bool isPaced() const override { return m_options.pace.kind != ReplayPace::Kind::Max; }

    // Of the lines given out so far, some were longer than the longest one.
    std::vector<std::string> notes() const override;

    // The file could not be read to its end. To be asked when the events are over.
    const std::optional<Error>& failure() const { return m_failure; }

private:
    struct CloseFile {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    RecordedEvents(std::unique_ptr<std::FILE, CloseFile> file, std::filesystem::path name, ReplayOptions options);

    void readAhead();
    bool readLine();
    bool refill();
    void place();

    const std::unique_ptr<std::FILE, CloseFile> m_file;
    const std::filesystem::path m_name;
    const ReplayOptions m_options;
    Random m_random;
    event::EventDecoder m_decoder;
    std::string m_chunk; // of the file; m_at is what was read of it
    std::size_t m_at = 0;
    std::string m_line;           // the next event
    bool m_isCut = false;         // that one's line was longer
    std::uint64_t m_cutLines = 0; // among those given out
    std::string m_given;          // the one that next() gave out
    bool m_wantsRecommendation = false;
    std::optional<std::chrono::nanoseconds> m_due;
    std::optional<EventTime> m_firstTime;
    std::uint64_t m_count = 0;
    std::optional<Error> m_failure;
};

} // namespace tailrace::simulator
