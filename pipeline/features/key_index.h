// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>
#include <xxhash.h>

namespace tailrace::features {

// From a key's text to the number of the place where its state is kept: 8 bytes a key and room to grow, so that a million keys stay in
// the processor's cache. It holds no text: who asks compares it, and can ask in steps (hash, expect, candidate) so that the waits for
// memory of many keys overlap. Pure; one owner thread.
class KeyIndex {
public:
    using Place = std::uint32_t;
    static constexpr Place None = UINT32_MAX;

    static std::uint64_t hashOf(std::string_view key) { return XXH3_64bits(key.data(), key.size()); }

    // It will be asked for soon.
    void expect(std::uint64_t hash) const
    {
        if (!m_entries.empty()) __builtin_prefetch(&m_entries[homeOf(hash)]);
    }
    // The first place that may be the key's, without a look at its text: to be expected, not believed. None: it is not there.
    Place candidate(std::uint64_t hash) const
    {
        return find(hash, [](Place) { return true; });
    }
    // isTheOne(place): does the key of that place have this text?
    template <class IsTheOne>
    Place find(std::uint64_t hash, IsTheOne isTheOne) const
    {
        if (m_entries.empty()) return None;
        for (std::size_t at = homeOf(hash); m_entries[at].next != 0; at = (at + 1) & mask())
            if (m_entries[at].tag == tagOf(hash) && isTheOne(m_entries[at].next - 1)) return m_entries[at].next - 1;
        return None;
    }
    // A key that is not there. hashAt(place): the hash of that place's key.
    void add(std::uint64_t hash, Place place)
    {
        if ((m_size + 1) * 4 > m_entries.size() * 3) grow();
        put({tagOf(hash), place + 1});
        ++m_size;
    }
    // What find() gave for that hash.
    void remove(std::uint64_t hash, Place place)
    {
        std::size_t hole = homeOf(hash);
        while (m_entries[hole].next != place + 1) hole = (hole + 1) & mask();
        // Whoever would not be found any more behind the hole moves into it.
        for (std::size_t at = (hole + 1) & mask(); m_entries[at].next != 0; at = (at + 1) & mask()) {
            if (((at - homeOf(m_entries[at].tag)) & mask()) < ((at - hole) & mask())) continue;
            m_entries[hole] = m_entries[at];
            hole = at;
        }
        m_entries[hole] = {};
        --m_size;
    }

    std::size_t size() const { return m_size; }

private:
    struct Entry {
        std::uint32_t tag = 0;  // the hash's lower half, by which entries are placed
        std::uint32_t next = 0; // place + 1; 0: free
    };

    static std::uint32_t tagOf(std::uint64_t hash) { return static_cast<std::uint32_t>(hash); }
    std::size_t mask() const { return m_entries.size() - 1; }
    std::size_t homeOf(std::uint64_t hash) const { return static_cast<std::size_t>(tagOf(hash)) & mask(); }
    void put(Entry entry)
    {
        std::size_t at = homeOf(entry.tag);
        while (m_entries[at].next != 0) at = (at + 1) & mask();
        m_entries[at] = entry;
    }
    void grow()
    {
        std::vector<Entry> old(m_entries.empty() ? 64 : m_entries.size() * 2);
        old.swap(m_entries);
        for (const Entry& entry : old)
            if (entry.next != 0) put(entry);
    }

    std::vector<Entry> m_entries; // a power of two of them
    std::size_t m_size = 0;
};

} // namespace tailrace::features
