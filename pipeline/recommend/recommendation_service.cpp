// SPDX-License-Identifier: Apache-2.0
#include "pipeline/recommend/recommendation_service.h"

namespace tailrace::recommend {

RecommendationService::RecommendationService(FeatureStore& store, const enrich::ProductTable& table, RecommendationOptions options)
    : m_store(store),
      m_catalogue(table),
      m_candidates(std::make_unique<const Candidates>(m_catalogue.current())),
      m_options(options),
      m_fields(FeatureFields.begin(), FeatureFields.end())
{}

void RecommendationService::prepare(std::span<const Request> requests)
{
    if (const auto& newest = m_catalogue.current(); newest != m_candidates->catalogue())
        m_candidates = std::make_unique<const Candidates>(newest);
    m_slots.clear();
    m_keys.clear();
    m_storeError.reset();
    for (const Request& request : requests) {
        if (!request.storeUsable) {
            m_slots.push_back({0, Reason::StoreNotUsed});
            continue;
        }
        m_slots.push_back({m_keys.size() * m_fields.size(), Reason::None});
        m_keys.push_back(request.storeKey);
    }
    if (!m_keys.empty()) readFeatures();
}

void RecommendationService::readFeatures()
{
    const auto read = m_store.read(m_keys, m_fields, m_values);
    if (!read)
        m_storeError = read.error();
    else if (m_values.size() != m_keys.size() * m_fields.size())
        m_storeError = Error(ErrorCode::Internal, "the store returned another number of values than asked for");
    if (!m_storeError) return;
    const Reason why = m_storeError->code() == ErrorCode::Timeout ? Reason::StoreTimeout : Reason::StoreAway;
    for (Slot& slot : m_slots)
        if (slot.whyNone == Reason::None) slot.whyNone = why;
}

const ShopperFeatures* RecommendationService::featuresOf(const Slot& slot, Reason& whyNone)
{
    whyNone = slot.whyNone;
    if (whyNone != Reason::None) return nullptr;
    const auto values = std::span<const std::string>(m_values).subspan(slot.firstValue, m_fields.size());
    if (!m_reader.read(values, m_features))
        whyNone = Reason::FeaturesUnreadable;
    else if (!m_features.known)
        whyNone = Reason::UnknownShopper;
    return whyNone == Reason::None ? &m_features : nullptr;
}

void RecommendationService::recommend(std::size_t index, Response& out)
{
    Reason whyNone = Reason::None;
    const ShopperFeatures* features = featuresOf(m_slots.at(index), whyNone);
    m_ranker.rank(*m_candidates, features, whyNone, m_options.itemCount, out);
    m_ranker.withdrawSoldOut(out);
}

} // namespace tailrace::recommend
