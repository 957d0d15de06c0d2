// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "pipeline/base/clock.h"

namespace tailrace::runtime {

// What happened to the run from outside, in order. Thread-safe.
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
        m_entries.push_back({at, std::move(kind), std::move(text)});
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
