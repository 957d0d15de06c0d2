// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/base/clock.h"

namespace tailrace::runtime {

// What happened to the run from outside, in the order in which it happened (some is known only later). Thread-safe.
//
// What a server does again within a minute (isFolded) joins the entry of its kind that began then, which says how often and from when to when:
// a server that goes and comes back fifty times fills no report. The minute counts from that entry's first time. Beyond
// MostOfAKind entries a kind only joins its last one, however long ago that began.
class IncidentLog {
public:
    static constexpr std::chrono::minutes FoldWithin{1};
    static constexpr std::size_t MostOfAKind = 50;

    struct Entry {
        Stamp at{};       // the first time
        std::string kind; // "broker away"
        std::string text; // a sentence or two, of the last time
        std::uint64_t count = 1;
        Stamp last{}; // as `at` when there was one time only

        // The text; of several times also how often, and from when to when since `origin`.
        std::string words(Stamp origin) const;
    };

    void add(Stamp at, std::string kind, std::string text);
    // One of an earlier life of the run, as entries() gave it.
    void restore(Entry entry);
    // Grows with each change of the entries.
    std::uint64_t changes() const;
    std::vector<Entry> entries() const;

    // What tells that a server, the disk or the journal is away or back: of such a kind one stands for all. What carries a state of its own
    // (the shed order, an incident that is played, a life of the engine) is kept one by one.
    static bool isFolded(std::string_view kind);

private:
    Entry* toJoin(Stamp at, std::string_view kind);
    void insert(Entry entry);

    mutable std::mutex m_mutex; // guards what follows
    std::vector<Entry> m_entries;
    std::uint64_t m_changes = 0;
};

} // namespace tailrace::runtime
