// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/base/result.h"
#include "pipeline/base/sqlite_file.h"
#include "pipeline/sessionize/closed_session.h"

namespace tailrace::sessionize {

struct ClosedSessionsOptions {
    std::filesystem::path file;
    std::chrono::milliseconds retention = std::chrono::hours(12); // in event time, from the close
    std::uint64_t maxSessions = 1'000'000;                        // about 150 B each; beyond it, those closed longest ago go first
    std::size_t batch = 4096;                                     // so many changes are committed without being asked
};

// Writes the index of closed sessions: a file that outlives the program, bounded in time and number. Belongs to one thread;
// others read the file by ClosedSessionReader, which sees whole commits.
//
// The journal holds all of it, so it is written for speed: changes wait in memory for a commit, a commit does not wait for the
// disk, and a file that cannot be read is begun anew. It may lack sessions, but never shows one that has opened again since:
// when changes must be dropped because the disk stays away, the whole file is begun anew, too.
class ClosedSessions {
public:
    explicit ClosedSessions(ClosedSessionsOptions options) : m_options(std::move(options)) {}

    // A session that is there already, by shopper and start, is replaced.
    void add(ClosedSession session);
    void add(std::string_view shopper, const Session& session, EventTime closedAt) { add(closedSessionOf(shopper, session, closedAt)); }
    // It opened again, or was absorbed by another. None there: nothing happens.
    void erase(std::string_view shopper, EventTime first);
    // What closed before W - retention goes, some thousands with each commit. W never falls.
    void expire(EventTime watermark);
    // Opens the file if need be, also when there is nothing to write: called first, it readies the file for readers.
    // After a failure the changes are kept, and the next commit tries again.
    Result<void> commit();

    struct Counters {
        std::uint64_t added = 0, erased = 0, expired = 0, evicted = 0; // committed
        std::uint64_t commits = 0, failedCommits = 0;
        std::uint64_t dropped = 0;  // changes, for want of a disk
        std::uint64_t restarts = 0; // a file begun anew in the place of another
    };
    const Counters& counters() const { return m_counters; }
    // What befell the file since the last call, for a person; empty if nothing did.
    std::string takeNotice() { return std::exchange(m_notice, {}); }

private:
    struct Change {
        ClosedSession session;
        bool erases = false;
    };
    void push(Change change);
    Result<void> tryCommit();
    Result<void> open();
    Result<void> create();
    void restart(const std::string& reason);
    void writeChanges();
    std::uint64_t drop(std::int64_t before, std::uint64_t most);
    void dropOld(Counters& done);
    void dropExcess(Counters& done);

    ClosedSessionsOptions m_options;
    std::unique_ptr<SqliteFile> m_file;
    std::vector<Change> m_changes;
    EventTime m_expiresBefore = EventTime::min();
    std::uint64_t m_atMost = 0; // sessions in the file, or fewer
    Counters m_counters;
    std::string m_notice;
};

} // namespace tailrace::sessionize
