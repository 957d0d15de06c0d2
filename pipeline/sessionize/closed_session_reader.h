// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/base/result.h"
#include "pipeline/sessionize/closed_session.h"

namespace tailrace::sessionize {

// Where the next page begins. What neither came nor went between two pages is in exactly one of them.
struct ClosedSessionCursor {
    std::int64_t time = 0;
    std::int64_t number = 0;
};

struct ClosedSessionPage {
    std::vector<ClosedSession> sessions;
    std::optional<ClosedSessionCursor> next; // none: this is the last page
};

// Answers questions about the index that ClosedSessions writes, at the same time, in any thread or program. Opens the file
// for each question, so that a file begun anew is seen. NotFound: nothing has been written yet.
class ClosedSessionReader {
public:
    explicit ClosedSessionReader(std::filesystem::path file) : m_file(std::move(file)) {}

    // Those that began last come first.
    Result<ClosedSessionPage> ofShopper(std::string_view shopper, std::size_t limit, std::optional<ClosedSessionCursor> from = {}) const;
    // Closed in [begin, end), by W; those that closed last come first.
    Result<ClosedSessionPage> closedBetween(EventTime begin, EventTime end, std::size_t limit,
        std::optional<ClosedSessionCursor> from = {}) const;

    struct Statistics {
        std::uint64_t sessions = 0;
        std::uint64_t bytes = 0;                        // of the file; the log beside it is not counted
        std::optional<EventTime> firstClose, lastClose; // none: no session
    };
    Result<Statistics> statistics() const;

private:
    std::filesystem::path m_file;
};

} // namespace tailrace::sessionize
