// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/container/vector.hpp>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/base/clock.h"

namespace tailrace::sessionize {

// What identity sees of an accepted event that names a visitor.
struct IdentityEvent {
    std::string_view visitor;
    std::string_view user; // empty: no login
    EventTime time{};
    std::uint64_t position = 0; // of its frame in the journal; grows from event to event
};

// An earlier event that changes its owner because of the one just accepted.
struct IdentityMove {
    std::uint64_t position = 0;
    std::string from;
    std::string to;
};

// One visitor's unsettled events and the latest settled login: docs/identity.md, in memory. 16 bytes an event. Pure.
class IdentityVisitor {
public:
    // More than these in one visitor's run, and its older half is settled early.
    static constexpr std::size_t MostEvents = 65'536;
    static constexpr std::size_t MostUsers = 1024;

    std::size_t size() const { return m_events.size(); }
    std::size_t users() const { return m_logins ? m_logins->users.size() : 0; }
    bool isRemembered() const { return m_logins && m_logins->remembered != 0; }
    bool isFull() const { return size() >= MostEvents || users() >= MostUsers; }

    // An event will be inserted soon.
    void expect() const { __builtin_prefetch(m_events.data() + m_events.size(), 1); }

    // Does the first run end before `bound`?
    bool isOver(EventTime bound, std::chrono::milliseconds gap);
    // Settles the runs that end before `bound`.
    void settle(EventTime bound, std::chrono::milliseconds gap);
    void settleOlderHalf();
    // A login from before everything that is known here, when there is no other.
    void learn(std::string_view user);

    // Where an event stands in the order of time; at the same time logins by user, then the others by position.
    std::size_t placeOf(const IdentityEvent& event) const;
    void insert(std::size_t at, const IdentityEvent& event);
    // Decides the owner of the event at `at` only. False: others may change, or it takes a look at all to know.
    bool decideAlone(std::size_t at, std::chrono::milliseconds gap);
    // Decides all owners; those who change, but for the one at `fresh`, are appended to `moves`.
    void decideAll(std::size_t fresh, std::string_view visitor, std::chrono::milliseconds gap, std::vector<IdentityMove>& moves);
    // Empty: the visitor itself.
    std::string_view ownerOf(std::size_t at) const { return userText(m_events[at].who()); }

    // As it was when it had this many events and users, provided that since then it was only appended to.
    IdentityVisitor copyOfFirst(std::size_t events, std::size_t users) const;
    void cutTo(std::size_t events, std::size_t users);
    // Events from position `from` on stand `by` further than was said.
    void shift(std::uint64_t from, std::uint64_t by);

private:
    enum class Cause : std::uint16_t { None, Login, Earlier, Later }; // of the owner: rule 3, a user id, rule 1, rule 2
    using User = std::uint16_t;                                       // index in users + 1; 0: none

    static constexpr std::int64_t TimeBias = std::int64_t{1} << 47;

    struct Unsettled {
        std::uint64_t biased : 48; // time in ms, so that all of it is positive
        std::uint64_t owner : 16;
        std::uint64_t position : 48;
        std::uint64_t cause : 16;

        std::int64_t millis() const { return static_cast<std::int64_t>(biased) - TimeBias; }
        User who() const { return static_cast<User>(owner); }
        Cause why() const { return static_cast<Cause>(cause); }
        bool isLogin() const { return why() == Cause::Login; }
    };
    static_assert(sizeof(Unsettled) == 16);

    struct Logins {
        std::vector<std::string> users;
        std::int64_t rememberedMillis = 0;
        User remembered = 0; // of the latest settled login
    };
    // The latest login while walking up the time.
    struct Latest {
        std::int64_t at = 0;
        User user = 0;
    };

    User userOf(std::string_view text);
    std::string_view userText(User user) const { return user == 0 ? std::string_view{} : m_logins->users[user - 1]; }
    bool areConnected(std::size_t earlier, std::chrono::milliseconds gap) const
    {
        return m_events[earlier + 1].millis() - m_events[earlier].millis() <= gap.count();
    }
    void own(std::size_t at, Cause why, User user)
    {
        m_events[at].cause = static_cast<std::uint16_t>(why);
        m_events[at].owner = user;
    }
    bool isLater(const Latest& a, const Latest& b) const;
    User firstOfItsTime(std::size_t login) const;
    bool decideVisit(std::size_t at, std::chrono::milliseconds gap);
    std::vector<User> laterLogins(std::chrono::milliseconds gap) const;
    void settleFirst(std::size_t count);
    void forgetUnusedUsers();

    // 16 bytes instead of 24, so that a visitor and what is kept beside it fit a cache line.
    using Events = boost::container::vector<Unsettled, void,
        boost::container::vector_options_t<boost::container::stored_size<std::uint32_t>,
            boost::container::growth_factor<boost::container::growth_factor_50>>>;
    void connect(std::size_t count);

    Events m_events;
    std::unique_ptr<Logins> m_logins;
    std::int64_t m_connectedMillis = 0; // of the last of these, so that most questions need not look at the events
    std::uint32_t m_connected = 0;      // this many of the first events are known to be one run
};

} // namespace tailrace::sessionize
