// SPDX-License-Identifier: Apache-2.0
#include "pipeline/sessionize/identity_visitor.h"

#include <algorithm>

namespace tailrace::sessionize {

IdentityVisitor::User IdentityVisitor::userOf(std::string_view text)
{
    if (text.empty()) return 0;
    if (!m_logins) m_logins = std::make_unique<Logins>();
    auto& users = m_logins->users;
    const auto found = std::find(users.rbegin(), users.rend(), text);
    if (found != users.rend()) return static_cast<User>(users.rend() - found);
    users.emplace_back(text);
    return static_cast<User>(users.size());
}

void IdentityVisitor::connect(std::size_t count)
{
    m_connected = static_cast<std::uint32_t>(count);
    if (count > 0) m_connectedMillis = m_events[count - 1].millis();
}

bool IdentityVisitor::isOver(EventTime bound, std::chrono::milliseconds gap)
{
    if (m_events.empty()) return false;
    if (m_connected == 0) connect(1);
    while (m_connectedMillis < toMillis(bound)) {
        if (m_connected == m_events.size() || !areConnected(m_connected - 1U, gap)) return true;
        connect(m_connected + 1U);
    }
    return false;
}

void IdentityVisitor::settle(EventTime bound, std::chrono::milliseconds gap)
{
    std::size_t over = 0;
    for (std::size_t i = 0; i < m_events.size() && m_events[i].millis() < toMillis(bound); ++i) {
        if (i + 1 == m_events.size() || !areConnected(i, gap)) over = i + 1;
    }
    settleFirst(over);
}

void IdentityVisitor::settleOlderHalf() { settleFirst((m_events.size() + 1) / 2); }

bool IdentityVisitor::isLater(const Latest& a, const Latest& b) const
{
    if (b.user == 0 || a.at != b.at) return b.user == 0 || a.at > b.at;
    return userText(a.user) < userText(b.user);
}

void IdentityVisitor::settleFirst(std::size_t count)
{
    if (m_logins) {
        Latest latest{m_logins->rememberedMillis, m_logins->remembered};
        for (std::size_t i = 0; i < count; ++i) {
            const Latest login{m_events[i].millis(), m_events[i].who()};
            if (m_events[i].isLogin() && isLater(login, latest)) latest = login;
        }
        m_logins->rememberedMillis = latest.at;
        m_logins->remembered = latest.user;
    }
    m_events.erase(m_events.begin(), m_events.begin() + static_cast<std::ptrdiff_t>(count));
    if (m_events.empty()) Events().swap(m_events);
    connect(0);
    forgetUnusedUsers();
}

void IdentityVisitor::forgetUnusedUsers()
{
    if (!m_logins) return;
    std::vector<User> renamed(m_logins->users.size() + 1);
    renamed[m_logins->remembered] = 1;
    for (const Unsettled& event : m_events) renamed[event.who()] = 1;
    std::vector<std::string> kept;
    for (std::size_t user = 1; user < renamed.size(); ++user) {
        if (renamed[user] == 0) continue;
        kept.push_back(std::move(m_logins->users[user - 1]));
        renamed[user] = static_cast<User>(kept.size());
    }
    renamed[0] = 0;
    if (kept.empty()) {
        m_logins.reset();
        return;
    }
    m_logins->users = std::move(kept);
    m_logins->remembered = renamed[m_logins->remembered];
    for (Unsettled& event : m_events) event.owner = renamed[event.who()];
}

void IdentityVisitor::learn(std::string_view user)
{
    if (isRemembered()) return;
    const User known = userOf(user);
    m_logins->remembered = known;
    m_logins->rememberedMillis = INT64_MIN;
}

std::size_t IdentityVisitor::placeOf(const IdentityEvent& event) const
{
    const std::int64_t millis = toMillis(event.time);
    if (m_events.empty() || m_events.back().millis() < millis) return m_events.size();
    const auto first =
        std::lower_bound(m_events.begin(), m_events.end(), millis, [](const Unsettled& e, std::int64_t at) { return e.millis() < at; });
    const auto isBehind = [&](const Unsettled& e) {
        if (e.millis() > millis) return true;
        return !event.user.empty() && (!e.isLogin() || userText(e.who()) > event.user);
    };
    return static_cast<std::size_t>(std::find_if(first, m_events.end(), isBehind) - m_events.begin());
}

void IdentityVisitor::insert(std::size_t at, const IdentityEvent& event)
{
    Unsettled added{};
    added.biased = static_cast<std::uint64_t>(toMillis(event.time) + TimeBias) & 0xffff'ffff'ffffU;
    added.position = event.position & 0xffff'ffff'ffffU;
    added.owner = userOf(event.user);
    added.cause = static_cast<std::uint16_t>(event.user.empty() ? Cause::None : Cause::Login);
    if (at == m_events.size()) {
        m_events.push_back(added);
    } else {
        m_events.insert(m_events.begin() + static_cast<std::ptrdiff_t>(at), added);
    }
    if (at < m_connected) connect(at == 0 ? 1 : m_connected + 1U);
}

IdentityVisitor::User IdentityVisitor::firstOfItsTime(std::size_t login) const
{
    while (login > 0 && m_events[login - 1].millis() == m_events[login].millis()) --login;
    return m_events[login].who();
}

bool IdentityVisitor::decideAlone(std::size_t at, std::chrono::milliseconds gap)
{
    // A remembered login among the unsettled events: only when old events come long after younger ones.
    if (isRemembered() && m_logins->rememberedMillis >= m_events.front().millis()) return false;
    if (!m_events[at].isLogin()) return decideVisit(at, gap);
    if (at + 1 != m_events.size()) return false;
    if (at == 0) return true;
    // Whoever was before the first login and not connected to it is not connected to this one either.
    const Unsettled& before = m_events[at - 1];
    return before.millis() < m_events[at].millis() && (before.isLogin() || before.why() == Cause::Earlier);
}

bool IdentityVisitor::decideVisit(std::size_t at, std::chrono::milliseconds gap)
{
    const bool last = at + 1 == m_events.size();
    const bool leads = !last && areConnected(at, gap);
    if (at == 0) {
        if (isRemembered()) {
            own(at, Cause::Earlier, m_logins->remembered);
            return true;
        }
    } else {
        const Unsettled& before = m_events[at - 1];
        const bool bridges = leads && areConnected(at - 1, gap) && m_events[at + 1].millis() - before.millis() > gap.count();
        if (bridges) return false;
        if (before.isLogin() || before.why() == Cause::Earlier) {
            own(at, Cause::Earlier, before.isLogin() ? firstOfItsTime(at - 1) : before.who());
            return true;
        }
    }
    if (leads) {
        const Unsettled& after = m_events[at + 1];
        if (after.why() == Cause::Earlier) return false;
        own(at, after.owner == 0 ? Cause::None : Cause::Later, after.who());
    }
    return true;
}

std::vector<IdentityVisitor::User> IdentityVisitor::laterLogins(std::chrono::milliseconds gap) const
{
    std::vector<User> later(m_events.size());
    User next = 0;
    for (std::size_t i = m_events.size(); i-- > 0;) {
        if (i + 1 < m_events.size() && !areConnected(i, gap)) next = 0;
        if (m_events[i].isLogin()) next = m_events[i].who();
        later[i] = next;
    }
    return later;
}

void IdentityVisitor::decideAll(std::size_t fresh, std::string_view visitor, std::chrono::milliseconds gap,
    std::vector<IdentityMove>& moves)
{
    const std::vector<User> later = laterLogins(gap);
    const Latest remembered = isRemembered() ? Latest{m_logins->rememberedMillis, m_logins->remembered} : Latest{};
    Latest latest;
    for (std::size_t i = 0; i < m_events.size(); ++i) {
        const Unsettled& event = m_events[i];
        if (event.isLogin()) {
            const Latest login{event.millis(), event.who()};
            if (isLater(login, latest)) latest = login;
            continue;
        }
        const bool reaches = remembered.user != 0 && remembered.at <= event.millis() && isLater(remembered, latest);
        const User earlier = reaches ? remembered.user : latest.user;
        const User owner = earlier != 0 ? earlier : later[i];
        if (i != fresh && owner != event.who()) {
            const auto text = [&](User user) { return std::string(user == 0 ? visitor : userText(user)); };
            moves.push_back({event.position, text(event.who()), text(owner)});
        }
        own(i, earlier != 0 ? Cause::Earlier : owner != 0 ? Cause::Later : Cause::None, owner);
    }
}

IdentityVisitor IdentityVisitor::copyOfFirst(std::size_t events, std::size_t users) const
{
    IdentityVisitor copy;
    copy.m_events.assign(m_events.begin(), m_events.begin() + static_cast<std::ptrdiff_t>(events));
    if (users > 0) {
        copy.m_logins = std::make_unique<Logins>(*m_logins);
        copy.m_logins->users.resize(users);
    }
    return copy;
}

void IdentityVisitor::cutTo(std::size_t events, std::size_t users)
{
    m_events.resize(events);
    connect(std::min<std::size_t>(m_connected, events));
    if (users == 0) {
        m_logins.reset();
    } else {
        m_logins->users.resize(users);
    }
}

void IdentityVisitor::shift(std::uint64_t from, std::uint64_t by)
{
    for (Unsettled& event : m_events) {
        if (event.position >= from) event.position = (event.position + by) & 0xffff'ffff'ffffU;
    }
}

} // namespace tailrace::sessionize
