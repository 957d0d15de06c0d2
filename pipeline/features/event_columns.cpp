// SPDX-License-Identifier: Apache-2.0
#define XXH_INLINE_ALL // most texts are short: the call would cost more than the hash
#include "pipeline/features/event_columns.h"

#include <algorithm>
#include <bit>
#include <span>
#include <utility>
#include <xxhash.h>

#include "pipeline/features/device_class.h"

namespace tailrace::features {
namespace {

constexpr std::size_t UserAgentLimit = 4096;

// Folds a number of 64 good bits, or any bits that differ, into a hash.
std::uint64_t folded(std::uint64_t hash, std::uint64_t bits)
{
    hash = (hash ^ bits) * 0x9FB21C651E98DF25U;
    return hash ^ (hash >> 29U);
}

std::uint64_t hashOf(std::span<const std::string_view> texts, double price, double cartTotal)
{
    std::uint64_t hash = folded(folded(1, std::bit_cast<std::uint64_t>(price)), std::bit_cast<std::uint64_t>(cartTotal));
    for (const std::string_view text : texts) hash = folded(hash, text.empty() ? 0 : XXH3_64bits(text.data(), text.size()));
    return hash;
}

} // namespace

RetainedEvent EventColumns::retain(const event::Event& event)
{
    RetainedEvent retained{
        .id = static_cast<std::uint32_t>(eventIdHash(event.id) & 0xFFFFFFU), .type = event.type, .where = whereOf(event.pageUrl)};
    retained.isPayment = event.type == event::EventType::CheckoutStep && event.checkoutStep == 2;
    if ((m_use.items & maskOf(event.type)) != 0) {
        const bool isList = event.type == event::EventType::ListView && !event.listName.empty();
        const bool isCart = event.type == event::EventType::AddToCart || event.type == event::EventType::RemoveFromCart;
        const auto& product = event.product;
        retained.item = useItem({.texts = {product.id, product.category, product.brand, isList ? event.listName : product.category,
                                     m_use.pageUrl ? event.pageUrl : std::string_view()},
            .price = product.price,
            .cartTotal = isCart ? event.cartTotal.value_or(0.0) : 0.0});
    }
    if ((m_use.contexts & maskOf(event.type)) != 0)
        retained.context = useContext({event.campaign, event.platform, deviceClassOf(event.userAgent)});
    return retained;
}

void EventColumns::use(const RetainedEvent& event)
{
    m_items.use(event.item);
    m_contexts.use(event.context);
}

void EventColumns::release(const RetainedEvent& event)
{
    const auto releaseTexts = [this](const auto& tuple) {
        for (const auto token : tuple.texts) m_texts.release(token);
    };
    m_items.release(event.item, releaseTexts);
    m_contexts.release(event.context, releaseTexts);
}

std::uint32_t EventColumns::useItem(const ItemValues& values)
{
    const bool isEmpty = std::all_of(values.texts.begin(), values.texts.end(), [](std::string_view text) { return text.empty(); });
    if (isEmpty && values.price == 0.0 && values.cartTotal == 0.0) return 0;
    const std::uint64_t hash = hashOf(values.texts, values.price, values.cartTotal);
    if (const auto token = m_items.use(hash); token != 0) return token;
    EventItem item{.texts = {}, .price = values.price, .cartTotal = values.cartTotal};
    for (std::size_t i = 0; i < item.texts.size(); ++i) item.texts[i] = m_texts.acquire(values.texts[i]);
    if (const auto token = m_items.add(hash, item); token != 0) return token;
    for (const auto text : item.texts) m_texts.release(text);
    ++m_overflowed;
    return 0;
}

std::uint32_t EventColumns::useContext(const ContextValues& values)
{
    if (std::all_of(values.begin(), values.end(), [](std::string_view text) { return text.empty(); })) return 0;
    const std::uint64_t hash = hashOf(values, 0.0, 0.0);
    if (const auto token = m_contexts.use(hash); token != 0) return token;
    EventContext context;
    for (std::size_t i = 0; i < context.texts.size(); ++i) context.texts[i] = m_texts.acquire(values[i]);
    if (const auto token = m_contexts.add(hash, context); token != 0) return token;
    for (const auto text : context.texts) m_texts.release(text);
    ++m_overflowed;
    return 0;
}

std::string_view EventColumns::deviceClassOf(std::string_view userAgent)
{
    if (userAgent.empty()) return {};
    const std::uint64_t hash = XXH3_64bits(userAgent.data(), userAgent.size());
    if (const auto found = m_deviceClasses.find(hash); found != m_deviceClasses.end()) return found->second;
    if (m_deviceClasses.size() >= UserAgentLimit) m_deviceClasses.clear();
    return m_deviceClasses.emplace(hash, deviceClass(userAgent)).first->second;
}

std::uint8_t EventColumns::whereOf(std::string_view pageUrl) const
{
    unsigned bits = 0;
    for (std::size_t i = 0; i < m_use.pageUrlParts.size(); ++i)
        if (pageUrl.find(m_use.pageUrlParts[i]) != std::string_view::npos) bits |= 1U << i;
    return static_cast<std::uint8_t>(bits);
}

void EventColumns::encodeItem(ByteWriter& out, std::uint32_t token) const
{
    const EventItem& item = m_items[token];
    for (const auto text : item.texts) out.text(m_texts.text(text));
    out.number(std::bit_cast<std::uint64_t>(item.price));
    out.number(std::bit_cast<std::uint64_t>(item.cartTotal));
}

void EventColumns::encodeContext(ByteWriter& out, std::uint32_t token) const
{
    for (const auto text : m_contexts[token].texts) out.text(m_texts.text(text));
}

std::uint32_t EventColumns::decodeItem(ByteReader& in)
{
    ItemValues values;
    for (auto& text : values.texts) text = in.text();
    values.price = std::bit_cast<double>(in.number<std::uint64_t>());
    values.cartTotal = std::bit_cast<double>(in.number<std::uint64_t>());
    return in.ok() ? useItem(values) : 0;
}

std::uint32_t EventColumns::decodeContext(ByteReader& in)
{
    ContextValues values;
    for (auto& text : values) text = in.text();
    return in.ok() ? useContext(values) : 0;
}

} // namespace tailrace::features
