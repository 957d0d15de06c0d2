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

void FeatureText::writeShopper(FeatureBatch& batch, std::string_view key, const ShopperState& state, EventTime asOf, InStore& held)
{
    sessionize::SessionCounts sum;
    for (const auto& session : state.sessions.sessions()) sum.add(session.counts);
    batch.beginKey(key);
    const auto count = [&](std::string_view name, std::uint32_t now, std::uint32_t before) {
        if (!held.shopper || now != before) number(batch, name, now);
    };
    count("page_view_count", sum.pageViews, held.counts.pageViews);
    count("product_view_count", sum.productViews, held.counts.productViews);
    count("cart_add_count", sum.cartAdds, held.counts.cartAdds);
    count("cart_remove_count", sum.cartRemoves, held.counts.cartRemoves);
    if (!held.shopper || held.interests != state.interests.revision) {
        weights(batch, "category_affinity", state.interests.categories);
        weights(batch, "brand_affinity", state.interests.brands);
        products(batch, "recent_products", state.interests);
    }
    number(batch, "as_of", toMillis(asOf));
    number(batch, "version", static_cast<std::int64_t>(state.lastSequence));
    held.shopper = true;
    held.counts = sum;
    held.interests = state.interests.revision;
}

void FeatureText::writeSession(FeatureBatch& batch, std::string_view key, const sessionize::Session& session, InStore& held)
{
    const bool all = !held.session || held.first != session.first;
    batch.beginKey(key);
    const auto count = [&](std::string_view name, std::uint32_t now, std::uint32_t before) {
        if (all || now != before) number(batch, name, now);
    };
    const auto& c = session.counts;
    if (all) number(batch, "first", toMillis(session.first));
    if (all || held.last != session.last) number(batch, "last", toMillis(session.last));
    number(batch, "revision", session.revision);
    count("events", c.events, held.sessionCounts.events);
    count("page_views", c.pageViews, held.sessionCounts.pageViews);
    count("product_views", c.productViews, held.sessionCounts.productViews);
    count("cart_adds", c.cartAdds, held.sessionCounts.cartAdds);
    count("checkouts", c.checkouts, held.sessionCounts.checkouts);
    held.session = true;
    held.first = session.first;
    held.last = session.last;
    held.sessionCounts = c;
}

} // namespace tailrace::features
