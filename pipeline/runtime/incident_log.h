// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

#include "pipeline/base/clock.h"

namespace tailrace::runtime {

// What happened to the run from outside, in the order in which it happened (some is known only later). Thread-safe.
class IncidentLog {
public:
    struct Entry {
        Stamp at{};
        std::string kind;
        std::string text;
    };

    void add(Stamp at, std::string kind, std::string text)
    {
        const std::lock_guard lock(m_mutex);
        const auto later = std::upper_bound(m_entries.begin(), m_entries.end(), at, [](Stamp a, const Entry& b) { return a < b.at; });
        m_entries.insert(later, {at, std::move(kind), std::move(text)});
    }
    // Never falls: what is known is not forgotten.
    std::size_t size() const
    {
        const std::lock_guard lock(m_mutex);
        return m_entries.size();
    }
    std::vector<Entry> entries() const
    {
        const std::lock_guard lock(m_mutex);
        return m_entries;
    }

private:
    mutable std::mutex m_mutex; // guards m_entries
    std::vector<Entry> m_entries;
};

} // namespace tailrace::runtime
