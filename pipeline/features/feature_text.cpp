// SPDX-License-Identifier: Apache-2.0
#include "pipeline/features/feature_text.h"

#include <array>
#include <charconv>

#include "pipeline/event/json_text.h"

namespace tailrace::features {

void FeatureText::number(FeatureBatch& batch, std::string_view name, std::int64_t value)
{
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    batch.field(name, {digits.data(), static_cast<std::size_t>(end - digits.data())});
}

void FeatureText::weights(FeatureBatch& batch, std::string_view name, const TopFew& few)
{
    m_scratch = "[";
    for (const TopFew::Entry& entry : few.entries()) {
        if (entry.token == TextInterner::None) continue;
        if (m_scratch.size() > 1) m_scratch += ',';
        m_scratch += '[';
        event::appendJsonString(m_scratch, m_texts.text(entry.token));
        m_scratch.append(",").append(std::to_string(entry.weight)).append("]");
    }
    m_scratch += ']';
    batch.field(name, m_scratch);
}

void FeatureText::products(FeatureBatch& batch, std::string_view name, const InterestProfile& interests)
{
    m_scratch = "[";
    for (const TextInterner::Token token : interests.recentProducts) {
        if (token == TextInterner::None) break;
        if (m_scratch.size() > 1) m_scratch += ',';
        event::appendJsonString(m_scratch, m_texts.text(token));
    }
    m_scratch += ']';
    batch.field(name, m_scratch);
}

void FeatureText::writeShopper(FeatureBatch& batch, std::string_view key, const ShopperState& state, EventTime asOf)
{
    sessionize::SessionCounts sum;
    for (const auto& session : state.sessions.sessions()) sum.add(session.counts);
    batch.beginKey(key);
    number(batch, "page_view_count", sum.pageViews);
    number(batch, "product_view_count", sum.productViews);
    number(batch, "cart_add_count", sum.cartAdds);
    number(batch, "cart_remove_count", sum.cartRemoves);
    weights(batch, "category_affinity", state.interests.categories);
    weights(batch, "brand_affinity", state.interests.brands);
    products(batch, "recent_products", state.interests);
    number(batch, "as_of", toMillis(asOf));
    number(batch, "version", static_cast<std::int64_t>(state.lastSequence));
}

void FeatureText::writeSession(FeatureBatch& batch, std::string_view key, const sessionize::Session& session)
{
    batch.beginKey(key);
    number(batch, "first", toMillis(session.first));
    number(batch, "last", toMillis(session.last));
    number(batch, "revision", session.revision);
    number(batch, "events", session.counts.events);
    number(batch, "page_views", session.counts.pageViews);
    number(batch, "product_views", session.counts.productViews);
    number(batch, "cart_adds", session.counts.cartAdds);
    number(batch, "checkouts", session.counts.checkouts);
}

} // namespace tailrace::features
