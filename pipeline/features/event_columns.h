// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
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

// What an event is about: the texts of the columns from ProductId to PageUrl, and two numbers.
struct EventItem {
    static constexpr std::size_t Texts = 5;
    std::array<TextPool::Token, Texts> texts{};
    double price = 0.0;
    double cartTotal = 0.0;
};

// Where it came from: the columns from Campaign to DeviceClass.
struct EventContext {
    static constexpr std::size_t Texts = 3;
    std::array<TextPool::Token, Texts> texts{};
};

// What is retained of an event.
struct RetainedEvent {
    std::uint32_t id = 0;      // 24 bits of the hash of its id
    std::uint32_t item = 0;    // in the columns; 24 bits
    std::uint32_t context = 0; // in the columns; 18 bits
    event::EventType type = event::EventType::Other;
    std::uint8_t where = 0; // bit i: the page's URL contains the i-th text that a feature looks for
    bool isPayment = false; // a checkout_step 2
};

// What the features read of events.
struct ColumnUse {
    std::vector<std::string> pageUrlParts; // that they look for
    bool pageUrl = false;                  // as a column
    TypeMask items = AllTypes;             // types of which they read what the event is about
    TypeMask contexts = AllTypes;          // types of which they read where it came from
};

// The columns of retained events, each distinct combination once. Memory follows what is retained: combinations and texts go
// with their last event. When a limit is reached, new events count but their columns are absent (overflowed()).
// One owner thread; must outlive the histories that use it.
class EventColumns {
public:
    static constexpr std::uint32_t ItemLimit = 1U << 24U;
    static constexpr std::uint32_t ContextLimit = 1U << 18U;
    static constexpr std::size_t WhereLimit = 8;

    explicit EventColumns(ColumnUse use) : m_use(std::move(use)) {}

    // What the caller keeps of the event; give it back with release().
    RetainedEvent retain(const event::Event& event);
    void release(const RetainedEvent& event);

    const EventItem& item(std::uint32_t token) const { return m_items[token]; }
    // It will be read soon.
    void expect(std::uint32_t item) const { __builtin_prefetch(&m_items[item]); }
    const EventContext& context(std::uint32_t token) const { return m_contexts[token]; }
    const TextPool& texts() const { return m_texts; }
    TextPool& texts() { return m_texts; }
    // Of a text column.
    TextPool::Token text(Column column, std::uint32_t item, std::uint32_t context) const
    {
        const auto index = static_cast<std::size_t>(column) - static_cast<std::size_t>(Column::ProductId);
        return index < EventItem::Texts ? m_items[item].texts[index] : m_contexts[context].texts[index - EventItem::Texts];
    }

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
    struct ItemValues {
        std::array<std::string_view, EventItem::Texts> texts;
        double price = 0.0, cartTotal = 0.0;
    };
    using ContextValues = std::array<std::string_view, EventContext::Texts>;
    std::uint32_t useItem(const ItemValues& values);
    std::uint32_t useContext(const ContextValues& values);
    std::string_view deviceClassOf(std::string_view userAgent);
    std::uint8_t whereOf(std::string_view pageUrl) const;

    ColumnUse m_use;
    TextPool m_texts;
    TuplePool<EventItem> m_items{ItemLimit};
    TuplePool<EventContext> m_contexts{ContextLimit};
    boost::unordered_flat_map<std::uint64_t, std::string_view> m_deviceClasses; // of recent user agents, by hash
    std::uint64_t m_overflowed = 0;
};

std::uint64_t eventIdHash(std::string_view id);

} // namespace tailrace::features
