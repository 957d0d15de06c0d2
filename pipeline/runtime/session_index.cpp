// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/session_index.h"

#include <utility>
#include <vector>

#include "pipeline/base/named_thread.h"

namespace tailrace::runtime {
namespace {

constexpr auto CommitPace = std::chrono::seconds(1);
constexpr auto Gathering = std::chrono::milliseconds(50); // closings come in crowds: not one awakening for each

} // namespace

SessionIndex::SessionIndex(sessionize::ClosedSessionsOptions options, Logger logger)
    : m_sessions(std::move(options)),
      m_logger(std::move(logger))
{}

SessionIndex::~SessionIndex() { stop(); }

void SessionIndex::start()
{
    if (!m_thread.joinable()) m_thread = namedThread("sessions", [this](const std::stop_token&) { run(); });
}

void SessionIndex::stop()
{
    m_queue.close();
    if (m_thread.joinable()) m_thread.join();
}

void SessionIndex::closed(std::string_view shopper, const sessionize::Session& session, EventTime at)
{
    m_queue.push({.session = closedSessionOf(shopper, session, at)});
}

void SessionIndex::gone(std::string_view shopper, EventTime first)
{
    m_queue.push({.session = {.shopper = std::string(shopper), .first = first, .counts = {}}, .isGone = true});
}

void SessionIndex::run()
{
    std::vector<Change> taken;
    commit(); // readies the file for readers
    auto due = std::chrono::steady_clock::now() + CommitPace;
    while (m_queue.popAll(taken, CommitPace)) {
        for (Change& change : taken) keep(std::move(change));
        if (std::chrono::steady_clock::now() >= due) {
            commit();
            due = std::chrono::steady_clock::now() + CommitPace;
        }
        std::this_thread::sleep_for(Gathering);
    }
    commit();
}

void SessionIndex::commit()
{
    if (m_watermark != EventTime::min()) m_sessions.expire(m_watermark);
    static_cast<void>(m_sessions.commit()); // what failed is tried again with the next; the notice says why
    const std::string notice = m_sessions.takeNotice();
    if (!notice.empty() && notice != m_said) m_logger.warning("closed sessions: " + notice);
    m_said = notice;
}

void SessionIndex::keep(Change change)
{
    if (change.isGone) return m_sessions.erase(change.session.shopper, change.session.first);
    m_watermark = std::max(m_watermark, change.session.closedAt);
    m_sessions.add(std::move(change.session));
}

} // namespace tailrace::runtime
