// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tailrace::features {

// String keys to set, each with its time to live, in order. Reused; text is kept in one arena.
class PublishedBatch {
public:
    struct Entry {
        std::string_view key, value;
        std::chrono::seconds ttl{};
    };

    void clear()
    {
        m_arena.clear();
        m_places.clear();
    }
    void set(std::string_view key, std::string_view value, std::chrono::seconds ttl)
    {
        m_places.push_back({m_arena.size(), static_cast<std::uint32_t>(key.size()), static_cast<std::uint32_t>(value.size()), ttl});
        m_arena.append(key).append(value);
    }

    std::size_t size() const { return m_places.size(); }
    bool empty() const { return m_places.empty(); }
    // Valid until the batch changes.
    Entry operator[](std::size_t index) const
    {
        const Place& place = m_places[index];
        const std::string_view arena = m_arena;
        return {arena.substr(place.offset, place.key), arena.substr(place.offset + place.key, place.value), place.ttl};
    }

private:
    struct Place {
        std::size_t offset = 0;
        std::uint32_t key = 0, value = 0;
        std::chrono::seconds ttl{};
    };
    std::string m_arena;
    std::vector<Place> m_places;
};

} // namespace tailrace::features
