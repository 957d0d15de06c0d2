// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/incident_log.h"

#include <algorithm>
#include <array>
#include <utility>

#include "pipeline/report/number_format.h"

namespace tailrace::runtime {

bool IncidentLog::isFolded(std::string_view kind)
{
    constexpr std::array<std::string_view, 11> Kinds{"broker away", "broker back", "broker restarted", "store away", "store back",
        "store recovered", "redis restarted", "checkpoint behind", "checkpoint written", "journal full", "journal stores again"};
    return std::ranges::find(Kinds, kind) != Kinds.end();
}

std::string IncidentLog::Entry::words(Stamp origin) const
{
    if (count == 1) return text;
    const auto seconds = [origin](Stamp stamp) { return report::fixed(std::chrono::duration<double>(stamp - origin).count(), 1); };
    return std::to_string(count) + " times between " + seconds(at) + " s and " + seconds(last) + " s, the last time: " + text;
}

void IncidentLog::add(Stamp at, std::string kind, std::string text)
{
    const std::lock_guard lock(m_mutex);
    ++m_changes;
    Entry* const joined = toJoin(at, kind);
    if (!joined) return insert({at, std::move(kind), std::move(text), 1, at});
    ++joined->count;
    if (at < joined->last) return; // known only later
    joined->last = at;
    joined->text = std::move(text);
}

void IncidentLog::restore(Entry entry)
{
    const std::lock_guard lock(m_mutex);
    ++m_changes;
    insert(std::move(entry));
}

// Nothing: it stands for itself.
IncidentLog::Entry* IncidentLog::toJoin(Stamp at, std::string_view kind)
{
    if (!isFolded(kind)) return nullptr;
    const auto isOfKind = [kind](const Entry& entry) { return entry.kind == kind; };
    const auto found = std::find_if(m_entries.rbegin(), m_entries.rend(), isOfKind);
    if (found == m_entries.rend()) return nullptr;
    const bool isNear = at >= found->at && at - found->at < FoldWithin;
    const bool areMany = static_cast<std::size_t>(std::ranges::count_if(m_entries, isOfKind)) >= MostOfAKind;
    return isNear || areMany ? &*found : nullptr;
}

void IncidentLog::insert(Entry entry)
{
    const auto later = std::upper_bound(m_entries.begin(), m_entries.end(), entry.at, [](Stamp a, const Entry& b) { return a < b.at; });
    m_entries.insert(later, std::move(entry));
}

std::uint64_t IncidentLog::changes() const
{
    const std::lock_guard lock(m_mutex);
    return m_changes;
}

std::vector<IncidentLog::Entry> IncidentLog::entries() const
{
    const std::lock_guard lock(m_mutex);
    return m_entries;
}

} // namespace tailrace::runtime
