// SPDX-License-Identifier: Apache-2.0
#include "pipeline/ports/feature_store.h"

namespace tailrace {

void FeatureBatch::clear()
{
    m_arena.clear();
    m_entries.clear();
    m_fields.clear();
}

FeatureBatch::Text FeatureBatch::keep(std::string_view text)
{
    const Text kept{static_cast<std::uint32_t>(m_arena.size()), static_cast<std::uint32_t>(text.size())};
    m_arena.append(text);
    return kept;
}

void FeatureBatch::beginKey(std::string_view key) { begin(key); }

void FeatureBatch::field(std::string_view name, std::string_view value)
{
    m_fields.push_back(keep(name));
    m_fields.push_back(keep(value));
    m_entries.back().fieldCount += 2;
}

void FeatureBatch::erase(std::string_view key) { begin(key); }

void FeatureBatch::setText(std::string_view key, std::string_view value, std::chrono::seconds ttl)
{
    Entry& entry = begin(key);
    m_fields.push_back(keep(value));
    entry.fieldCount = 1;
    entry.ttl = static_cast<std::uint32_t>(ttl.count());
}

FeatureBatch::Entry& FeatureBatch::begin(std::string_view key)
{
    return m_entries.emplace_back(Entry{
        .key = keep(key), .firstField = static_cast<std::uint32_t>(m_fields.size()), .fieldCount = 0, .ttl = 0});
}

} // namespace tailrace
