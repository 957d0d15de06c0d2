// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "pipeline/features/shopper_state.h"
#include "pipeline/ports/feature_store.h"

namespace tailrace::features {

// What the store holds of a shopper's key and of the session written last; forgotten (`= {}`) when the store may hold less.
struct InStore {
    bool shopper = false;
    std::uint32_t interests = 0;
    sessionize::SessionCounts counts;

    bool session = false;
    EventTime first{}, last{};
    sessionize::SessionCounts sessionCounts;
};

// Writes a shopper's features, and those of one session, as the fields of store keys: only the fields that the store does not hold yet,
// since most events change few of them and each costs the store about half a microsecond. Values are absolute: writing them twice
// changes nothing. Shopper counts add up the sessions that can still change. Keeps scratch between calls; one thread.
class FeatureText {
public:
    explicit FeatureText(const TextInterner& texts) : m_texts(texts) {}

    void writeShopper(FeatureBatch& batch, std::string_view key, const ShopperState& state, EventTime asOf, InStore& held);
    void writeSession(FeatureBatch& batch, std::string_view key, const sessionize::Session& session, InStore& held);

private:
    void number(FeatureBatch& batch, std::string_view name, std::int64_t value);
    void weights(FeatureBatch& batch, std::string_view name, const TopFew& few);
    void products(FeatureBatch& batch, std::string_view name, const InterestProfile& interests);

    const TextInterner& m_texts;
    std::string m_scratch;
};

} // namespace tailrace::features
