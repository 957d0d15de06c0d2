// SPDX-License-Identifier: Apache-2.0
#include "app/verify/visitor_identity.h"

#include <algorithm>
#include <utility>

namespace tailrace::verify {

std::vector<VisitorIdentity::Owned> VisitorIdentity::accept(VisitorEvent event, std::int64_t watermark)
{
    // What was over before this event came stays what it was.
    settle(watermark);
    m_unsettled.push_back(std::move(event));
    std::ranges::sort(m_unsettled, {}, [](const VisitorEvent& one) { return std::pair(one.time, one.index); });
    std::vector<Owned> owned;
    for (const VisitorEvent& one : m_unsettled) owned.push_back({one.index, one.time, ownerOf(one)});
    // An old event may stand alone in a run that is over already.
    settle(watermark);
    return owned;
}

// Takes out the runs that end before the cutoff. A run: events connected by steps of at most the gap.
void VisitorIdentity::settle(std::int64_t watermark)
{
    std::vector<VisitorEvent> rest;
    std::size_t begin = 0;
    while (begin < m_unsettled.size()) {
        std::size_t end = begin + 1;
        while (end < m_unsettled.size() && m_unsettled[end].time - m_unsettled[end - 1].time <= m_rules.gap) ++end;
        const bool isOver = m_unsettled[end - 1].time < m_rules.cutoff(watermark);
        for (; begin < end; ++begin) {
            if (isOver) {
                remember(m_unsettled[begin]);
            } else {
                rest.push_back(m_unsettled[begin]);
            }
        }
    }
    m_unsettled = std::move(rest);
}

void VisitorIdentity::remember(const VisitorEvent& event)
{
    if (event.user.empty()) return;
    const bool isLater = !m_settledLogin || event.time > m_settledLogin->time;
    const bool isSmaller = m_settledLogin && event.time == m_settledLogin->time && event.user < m_settledLogin->user;
    if (isLater || isSmaller) m_settledLogin = Login{event.time, event.user};
}

std::string VisitorIdentity::ownerOf(const VisitorEvent& event) const
{
    if (!event.user.empty()) return event.user;
    if (const auto login = loginAtOrBefore(event.time)) return login->user;
    const auto login = firstLoginAfter(event.time);
    return login && leadsTo(event.time, login->time) ? login->user : m_visitor;
}

std::optional<VisitorIdentity::Login> VisitorIdentity::loginAtOrBefore(std::int64_t time) const
{
    std::optional<Login> latest;
    if (m_settledLogin && m_settledLogin->time <= time) latest = m_settledLogin;
    for (const VisitorEvent& one : m_unsettled) {
        if (one.user.empty() || one.time > time) continue;
        const bool isSmaller = latest && one.time == latest->time && one.user < latest->user;
        if (!latest || one.time > latest->time || isSmaller) latest = Login{one.time, one.user};
    }
    return latest;
}

std::optional<VisitorIdentity::Login> VisitorIdentity::firstLoginAfter(std::int64_t time) const
{
    std::optional<Login> first;
    for (const VisitorEvent& one : m_unsettled) {
        if (one.user.empty() || one.time <= time) continue;
        const bool isSmaller = first && one.time == first->time && one.user < first->user;
        if (!first || one.time < first->time || isSmaller) first = Login{one.time, one.user};
    }
    return first;
}

bool VisitorIdentity::leadsTo(std::int64_t from, std::int64_t to) const
{
    std::int64_t reached = from;
    for (const VisitorEvent& one : m_unsettled) {
        if (one.time <= reached || one.time > to) continue;
        if (one.time - reached > m_rules.gap) return false;
        reached = one.time;
    }
    return reached == to;
}

} // namespace tailrace::verify
