// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <thread>

#include "pipeline/base/bounded_queue.h"
#include "pipeline/base/logger.h"
#include "pipeline/sessionize/closed_session_sink.h"
#include "pipeline/sessionize/closed_sessions.h"

namespace tailrace::runtime {

// Keeps the closed sessions of all workers on disk for ClosedSessionReader: one thread, from start() to stop(). A disk that is away is said in
// the log, and costs sessions of the index, nothing else.
class SessionIndex final : public sessionize::ClosedSessionSink {
public:
    SessionIndex(sessionize::ClosedSessionsOptions options, Logger logger);
    ~SessionIndex() override;

    void start();
    void stop(); // idempotent; what was given is committed

    // Any thread; waits only when the disk is a hundred thousand closings behind.
    void closed(std::string_view shopper, const sessionize::Session& session, EventTime at) override;
    void gone(std::string_view shopper, EventTime first) override;

private:
    struct Change {
        sessionize::ClosedSession session; // only shopper and `first` count of one that is gone
        bool isGone = false;
    };
    void run();
    void commit();
    void keep(Change change);

    sessionize::ClosedSessions m_sessions; // the thread's own
    Logger m_logger;
    BoundedQueue<Change> m_queue{100'000};
    EventTime m_watermark = EventTime::min(); // the thread's own
    std::string m_said;                       // the thread's own: not twice in a row
    std::jthread m_thread;                    // last: it uses all of the above
};

} // namespace tailrace::runtime
