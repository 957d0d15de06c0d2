// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTemporaryDir>
#include <string>

#include "pipeline/sessionize/closed_session_reader.h"
#include "pipeline/sessionize/closed_sessions.h"

namespace tailrace::test {

inline sessionize::Session closedSession(std::int64_t first, std::int64_t last, std::uint32_t events)
{
    sessionize::Session session;
    session.first = fromMillis(first);
    session.last = fromMillis(last);
    session.counts.events = session.revision = events;
    session.closed = true;
    return session;
}

// A folder with an index of closed sessions in it.
class ClosedSessionFolder {
public:
    std::filesystem::path file() const { return std::filesystem::path(m_folder.path().toStdString()) / "closed.sqlite"; }
    sessionize::ClosedSessionsOptions options() const { return {.file = file()}; }
    sessionize::ClosedSessions writer() const { return sessionize::ClosedSessions(options()); }
    sessionize::ClosedSessionReader reader() const { return sessionize::ClosedSessionReader(file()); }

    // "[first,last]xevents@closed " of each, from the newest; or what is wrong.
    std::string ofShopper(std::string_view shopper) const
    {
        const auto page = reader().ofShopper(shopper, 1000);
        if (!page) return page.error().message();
        std::string text;
        for (const auto& s : page->sessions) {
            text += "[" + std::to_string(toMillis(s.first)) + "," + std::to_string(toMillis(s.last)) + "]x"
                + std::to_string(s.counts.events) + "@" + std::to_string(toMillis(s.closedAt)) + " ";
        }
        return text;
    }

private:
    QTemporaryDir m_folder;
};

} // namespace tailrace::test
