// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/base/byte_codec.h"
#include "pipeline/event/event.h"
#include "pipeline/features/feature_declaration.h"
#include "pipeline/features/text_pool.h"
#include "pipeline/features/tuple_pool.h"

namespace tailrace::features {

// What an event is about.
struct EventItem {
    TextPool::Token productId = 0, productCategory = 0, productBrand = 0;
    TextPool::Token category = 0; // the list's name, else the product's category
    TextPool::Token pageUrl = 0;  // only when a feature reads it
    double price = 0.0;
    double cartTotal = 0.0;
};

// Where it came from.
struct EventContext {
    TextPool::Token campaign = 0, platform = 0, deviceClass = 0;
};

// What is retained of an event.
struct RetainedEvent {
    std::uint32_t id = 0;      // 24 bits of the hash of its id
    std::uint32_t item = 0;    // in the columns; 24 bits
    std::uint32_t context = 0; // in the columns; 18 bits
    event::EventType type = event::EventType::Other;
    std::uint8_t where = 0;    // bit i: the page's URL contains the i-th text that a feature looks for
    bool isPayment = false;    // a checkout_step 2
};

// The columns of retained events, each distinct combination once. Memory follows what is retained: combinations and texts go
// with their last event. When a limit is reached, new events count but their columns are absent (overflowed()).
// One owner thread; must outlive the histories that use it.
class EventColumns {
public:
    static constexpr std::uint32_t ItemLimit = 1U << 24U;
    static constexpr std::uint32_t ContextLimit = 1U << 18U;
    static constexpr std::size_t WhereLimit = 8;

    explicit EventColumns(std::vector<std::string> pageUrlParts = {}, bool keepsPageUrl = false);

    // What the caller keeps of the event; give it back with release().
    RetainedEvent retain(const event::Event& event);
    void release(const RetainedEvent& event);

    const EventItem& item(std::uint32_t token) const { return m_items[token]; }
    const EventContext& context(std::uint32_t token) const { return m_contexts[token]; }
    const TextPool& texts() const { return m_texts; }
    TextPool::Token text(Column column, std::uint32_t item, std::uint32_t context) const;

    void encodeItem(ByteWriter& out, std::uint32_t token) const;
    void encodeContext(ByteWriter& out, std::uint32_t token) const;
    // Each counts as one use.
    std::uint32_t decodeItem(ByteReader& in);
    std::uint32_t decodeContext(ByteReader& in);
    void use(const RetainedEvent& event);

    std::uint64_t overflowed() const { return m_overflowed; }
    std::size_t items() const { return m_items.size(); }
    std::size_t contexts() const { return m_contexts.size(); }

private:
    struct ItemTexts {
        std::string_view productId, productCategory, productBrand, category, pageUrl;
        double price = 0.0, cartTotal = 0.0;
    };
    struct ContextTexts {
        std::string_view campaign, platform, deviceClass;
    };
    std::uint32_t useItem(const ItemTexts& texts);
    std::uint32_t useContext(const ContextTexts& texts);
    std::string_view deviceClassOf(std::string_view userAgent);
    std::uint8_t whereOf(std::string_view pageUrl) const;

    std::vector<std::string> m_pageUrlParts;
    bool m_keepsPageUrl;
    TextPool m_texts;
    TuplePool<EventItem> m_items{ItemLimit};
    TuplePool<EventContext> m_contexts{ContextLimit};
    boost::unordered_flat_map<std::uint64_t, std::string_view> m_deviceClasses; // of recent user agents, by hash
    std::uint64_t m_overflowed = 0;
};

std::uint64_t eventIdHash(std::string_view id);

} // namespace tailrace::features
