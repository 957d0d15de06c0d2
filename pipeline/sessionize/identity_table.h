// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>
#include <xxhash.h>

namespace tailrace::sessionize {

// 128 bits of a visitor's name. {0, 0} is nobody.
struct IdentityKey {
    std::uint64_t low = 0;
    std::uint64_t high = 0;

    static IdentityKey of(std::string_view visitor)
    {
        const XXH128_hash_t hash = XXH3_128bits(visitor.data(), visitor.size());
        return {hash.low64 == 0 ? 1 : hash.low64, hash.high64};
    }
    bool isNobody() const { return low == 0; }
    bool operator==(const IdentityKey&) const = default;
    auto operator<=>(const IdentityKey&) const = default;
};

// Entries by their member `key`, side by side: who looks one up waits for memory once. Pointers to entries are valid until the next
// insertion or removal.
template <class Entry>
class IdentityTable {
public:
    // It will be looked up soon.
    void expect(const IdentityKey& key) const
    {
        if (!m_entries.empty()) __builtin_prefetch(&m_entries[homeOf(key)], 1);
    }

    // Null: it is not there.
    Entry* find(const IdentityKey& key)
    {
        if (m_entries.empty()) return nullptr;
        Entry& entry = m_entries[placeOf(key)];
        return entry.key.isNobody() ? nullptr : &entry;
    }

    // The entry, and whether it was made.
    std::pair<Entry*, bool> findOrAdd(const IdentityKey& key)
    {
        if (Entry* found = find(key)) return {found, false};
        if ((m_size + 1) * FullOf > m_entries.size() * FullAt) grow();
        Entry& entry = m_entries[placeOf(key)];
        entry.key = key;
        ++m_size;
        return {&entry, true};
    }

    void erase(Entry* entry)
    {
        // Whoever would not be found any more behind the hole moves into it.
        auto hole = static_cast<std::size_t>(entry - m_entries.data());
        for (std::size_t at = next(hole); !m_entries[at].key.isNobody(); at = next(at)) {
            const std::size_t home = homeOf(m_entries[at].key);
            if (((at - home) & mask()) < ((at - hole) & mask())) continue;
            m_entries[hole] = std::move(m_entries[at]);
            hole = at;
        }
        m_entries[hole] = Entry{};
        --m_size;
    }

    std::size_t size() const { return m_size; }

private:
    static constexpr std::size_t FullAt = 5, FullOf = 8, Fewest = 16;

    std::size_t mask() const { return m_entries.size() - 1; }
    std::size_t next(std::size_t at) const { return (at + 1) & mask(); }
    std::size_t homeOf(const IdentityKey& key) const { return static_cast<std::size_t>(key.low) & mask(); }
    // Where it is, or the free place where it belongs.
    std::size_t placeOf(const IdentityKey& key) const
    {
        std::size_t at = homeOf(key);
        while (!m_entries[at].key.isNobody() && m_entries[at].key != key) at = next(at);
        return at;
    }

    void grow()
    {
        std::vector<Entry> old(m_entries.empty() ? Fewest : m_entries.size() * 2);
        old.swap(m_entries);
        for (Entry& entry : old)
            if (!entry.key.isNobody()) m_entries[placeOf(entry.key)] = std::move(entry);
    }

    std::vector<Entry> m_entries; // a power of two of them
    std::size_t m_size = 0;
};

} // namespace tailrace::sessionize
