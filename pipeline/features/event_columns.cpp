// SPDX-License-Identifier: Apache-2.0
#include "pipeline/features/event_columns.h"

#include <bit>
#include <utility>
#include <xxhash.h>

#include "pipeline/features/device_class.h"

namespace tailrace::features {
namespace {

constexpr std::size_t UserAgentLimit = 4096;

std::uint64_t mixed(std::uint64_t seed, std::string_view text) { return XXH3_64bits_withSeed(text.data(), text.size(), seed + text.size()); }

std::uint64_t mixed(std::uint64_t seed, double number)
{
    return XXH3_64bits_withSeed(&number, sizeof number, seed);
}

} // namespace

std::uint64_t eventIdHash(std::string_view id) { return XXH3_64bits(id.data(), id.size()); }

EventColumns::EventColumns(std::vector<std::string> pageUrlParts, bool keepsPageUrl)
    : m_pageUrlParts(std::move(pageUrlParts)), m_keepsPageUrl(keepsPageUrl)
{}

RetainedEvent EventColumns::retain(const event::Event& event)
{
    const bool isList = event.type == event::EventType::ListView && !event.listName.empty();
    const bool isCart = event.type == event::EventType::AddToCart || event.type == event::EventType::RemoveFromCart;
    return {
        .id = static_cast<std::uint32_t>(eventIdHash(event.id) & 0xFFFFFFU),
        .item = useItem({.productId = event.product.id,
            .productCategory = event.product.category,
            .productBrand = event.product.brand,
            .category = isList ? event.listName : event.product.category,
            .pageUrl = m_keepsPageUrl ? event.pageUrl : std::string_view(),
            .price = event.product.price,
            .cartTotal = isCart ? event.cartTotal.value_or(0.0) : 0.0}),
        .context = useContext({event.campaign, event.platform, deviceClassOf(event.userAgent)}),
        .type = event.type,
        .where = whereOf(event.pageUrl),
        .isPayment = event.type == event::EventType::CheckoutStep && event.checkoutStep == 2,
    };
}

void EventColumns::use(const RetainedEvent& event)
{
    m_items.use(event.item);
    m_contexts.use(event.context);
}

void EventColumns::release(const RetainedEvent& event)
{
    m_items.release(event.item, [this](const EventItem& item) {
        for (const auto token : {item.productId, item.productCategory, item.productBrand, item.category, item.pageUrl}) m_texts.release(token);
    });
    m_contexts.release(event.context, [this](const EventContext& context) {
        for (const auto token : {context.campaign, context.platform, context.deviceClass}) m_texts.release(token);
    });
}

std::uint32_t EventColumns::useItem(const ItemTexts& texts)
{
    if (texts.productId.empty() && texts.category.empty() && texts.productBrand.empty() && texts.pageUrl.empty() && texts.price == 0.0
        && texts.cartTotal == 0.0)
        return 0;
    std::uint64_t hash = mixed(0, texts.productId);
    for (const auto text : {texts.productCategory, texts.productBrand, texts.category, texts.pageUrl}) hash = mixed(hash, text);
    hash = mixed(mixed(hash, texts.price), texts.cartTotal);
    if (const auto token = m_items.use(hash); token != 0) return token;
    const EventItem item{m_texts.acquire(texts.productId), m_texts.acquire(texts.productCategory), m_texts.acquire(texts.productBrand),
        m_texts.acquire(texts.category), m_texts.acquire(texts.pageUrl), texts.price, texts.cartTotal};
    const auto token = m_items.add(hash, item);
    if (token != 0) return token;
    for (const auto text : {item.productId, item.productCategory, item.productBrand, item.category, item.pageUrl}) m_texts.release(text);
    ++m_overflowed;
    return 0;
}

std::uint32_t EventColumns::useContext(const ContextTexts& texts)
{
    if (texts.campaign.empty() && texts.platform.empty() && texts.deviceClass.empty()) return 0;
    const std::uint64_t hash = mixed(mixed(mixed(1, texts.campaign), texts.platform), texts.deviceClass);
    if (const auto token = m_contexts.use(hash); token != 0) return token;
    const EventContext context{m_texts.acquire(texts.campaign), m_texts.acquire(texts.platform), m_texts.acquire(texts.deviceClass)};
    const auto token = m_contexts.add(hash, context);
    if (token != 0) return token;
    for (const auto text : {context.campaign, context.platform, context.deviceClass}) m_texts.release(text);
    ++m_overflowed;
    return 0;
}

std::string_view EventColumns::deviceClassOf(std::string_view userAgent)
{
    if (userAgent.empty()) return {};
    const std::uint64_t hash = mixed(2, userAgent);
    if (const auto found = m_deviceClasses.find(hash); found != m_deviceClasses.end()) return found->second;
    if (m_deviceClasses.size() >= UserAgentLimit) m_deviceClasses.clear();
    return m_deviceClasses.emplace(hash, deviceClass(userAgent)).first->second;
}

std::uint8_t EventColumns::whereOf(std::string_view pageUrl) const
{
    unsigned bits = 0;
    for (std::size_t i = 0; i < m_pageUrlParts.size(); ++i)
        if (pageUrl.find(m_pageUrlParts[i]) != std::string_view::npos) bits |= 1U << i;
    return static_cast<std::uint8_t>(bits);
}

TextPool::Token EventColumns::text(Column column, std::uint32_t item, std::uint32_t context) const
{
    switch (column) {
    case Column::ProductId: return m_items[item].productId;
    case Column::ProductCategory: return m_items[item].productCategory;
    case Column::ProductBrand: return m_items[item].productBrand;
    case Column::Category: return m_items[item].category;
    case Column::PageUrl: return m_items[item].pageUrl;
    case Column::Campaign: return m_contexts[context].campaign;
    case Column::Platform: return m_contexts[context].platform;
    case Column::DeviceClass: return m_contexts[context].deviceClass;
    case Column::ProductPrice:
    case Column::None: break;
    }
    return TextPool::None;
}

void EventColumns::encodeItem(ByteWriter& out, std::uint32_t token) const
{
    const EventItem& item = m_items[token];
    for (const auto text : {item.productId, item.productCategory, item.productBrand, item.category, item.pageUrl}) out.text(m_texts.text(text));
    out.number(std::bit_cast<std::uint64_t>(item.price));
    out.number(std::bit_cast<std::uint64_t>(item.cartTotal));
}

void EventColumns::encodeContext(ByteWriter& out, std::uint32_t token) const
{
    const EventContext& context = m_contexts[token];
    for (const auto text : {context.campaign, context.platform, context.deviceClass}) out.text(m_texts.text(text));
}

std::uint32_t EventColumns::decodeItem(ByteReader& in)
{
    ItemTexts texts;
    for (auto* text : {&texts.productId, &texts.productCategory, &texts.productBrand, &texts.category, &texts.pageUrl}) *text = in.text();
    texts.price = std::bit_cast<double>(in.number<std::uint64_t>());
    texts.cartTotal = std::bit_cast<double>(in.number<std::uint64_t>());
    return in.ok() ? useItem(texts) : 0;
}

std::uint32_t EventColumns::decodeContext(ByteReader& in)
{
    ContextTexts texts;
    for (auto* text : {&texts.campaign, &texts.platform, &texts.deviceClass}) *text = in.text();
    return in.ok() ? useContext(texts) : 0;
}

} // namespace tailrace::features
