// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "pipeline/features/shopper_state.h"
#include "pipeline/ports/feature_store.h"

namespace tailrace::features {

// Writes a shopper's features, and those of one session, as the fields of store keys. Values are absolute: writing them twice
// changes nothing. Shopper counts add up the sessions that can still change. Keeps scratch between calls; one thread.
class FeatureText {
public:
    explicit FeatureText(const TextInterner& texts) : m_texts(texts) {}

    void writeShopper(FeatureBatch& batch, std::string_view key, const ShopperState& state, EventTime asOf);
    void writeSession(FeatureBatch& batch, std::string_view key, const sessionize::Session& session);

private:
    void number(FeatureBatch& batch, std::string_view name, std::int64_t value);
    void weights(FeatureBatch& batch, std::string_view name, const TopFew& few);
    void products(FeatureBatch& batch, std::string_view name, const InterestProfile& interests);

    const TextInterner& m_texts;
    std::string m_scratch;
};

} // namespace tailrace::features
