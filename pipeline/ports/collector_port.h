// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/base/clock.h"

namespace tailrace {

// Events on their way into the collector: bodies side by side in one buffer, so that a batch costs no allocation
// per event and can be parsed in place.
class SubmissionBatch {
public:
    // simdjson reads up to this many bytes behind the end of a document.
    static constexpr std::size_t Padding = 64;

    struct Item {
        std::uint32_t offset = 0;
        std::uint32_t length = 0;
        Stamp due{};
        Stamp offered{}; // when the client offered it first; 0: not said
        bool wantsRecommendation = false;
        bool isPast = false; // generated past: due long ago, and measured nowhere
    };

    void add(std::string_view body, Stamp due, bool wantsRecommendation)
    {
        m_items.push_back({static_cast<std::uint32_t>(m_bytes.size()), static_cast<std::uint32_t>(body.size()), due, {},
            wantsRecommendation, false});
        m_bytes.append(body);
        if (m_bytes.capacity() < m_bytes.size() + Padding) m_bytes.reserve(2 * (m_bytes.size() + Padding));
    }
    // Says of the items from `first` on when they were offered.
    void markOffered(std::size_t first, Stamp at)
    {
        for (std::size_t i = first; i < m_items.size(); ++i) m_items[i].offered = at;
    }
    // Labels the items from `first` on as generated past.
    void markPast(std::size_t first)
    {
        for (std::size_t i = first; i < m_items.size(); ++i) m_items[i].isPast = true;
    }
    void clear()
    {
        m_bytes.clear();
        m_items.clear();
    }

    const std::vector<Item>& items() const { return m_items; }
    // At least Padding bytes behind its end are readable.
    std::string_view body(const Item& item) const { return std::string_view(m_bytes).substr(item.offset, item.length); }
    std::size_t bytes() const { return m_bytes.size(); }
    bool empty() const { return m_items.empty(); }

private:
    std::string m_bytes;
    std::vector<Item> m_items;
};

// What a client of the collector sees. Thread-safe; never blocks.
class CollectorPort {
public:
    virtual ~CollectorPort() = default;

    // True: taken (and `batch` is empty, ready to be filled again). False: refused, like a 429; `batch` is untouched, to be
    // tried again with the same event ids and the original due times.
    virtual bool submit(SubmissionBatch& batch) = 0;

    // Batches that were taken but could not be made durable, like a 503: to be tried again. True: `batch` holds one.
    virtual bool takeRefused(SubmissionBatch& batch) = 0;
};

} // namespace tailrace
