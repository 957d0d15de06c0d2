// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/enrich/product_table.h"
#include "pipeline/ports/feature_store.h"
#include "pipeline/recommend/candidates.h"
#include "pipeline/recommend/ranker.h"
#include "pipeline/recommend/response.h"
#include "pipeline/recommend/shopper_features.h"

namespace tailrace::recommend {

// One recommendation asked for.
struct Request {
    std::string_view eventId;
    std::string_view shopper;
    std::string_view storeKey; // the shopper's full key in the feature store
    Partition partition{};
    bool storeUsable = true; // false: do not read (shed, or the partition is being restored)
};

struct RecommendationOptions {
    std::size_t itemCount = 8;
};

// Answers requests in batches: prepare() reads the features of all of them in one call of the store, whose adapter
// holds the deadline; then recommend() makes each response. Whatever goes wrong with the store, there is a response.
// Has no thread and no clock: its owner thread stamps between the calls. Not thread-safe.
class RecommendationService {
public:
    RecommendationService(FeatureStore& store, const enrich::ProductTable& table, RecommendationOptions options);

    // The texts of `requests` need to live only until it returns.
    void prepare(std::span<const Request> requests);

    // The response to the request at `index` of the batch; stock is checked again at its end.
    void recommend(std::size_t index, Response& out);

    // What kept the last prepare() from reading; none when it went well.
    const std::optional<Error>& storeError() const { return m_storeError; }

private:
    struct Slot {
        std::size_t firstValue = 0;
        Reason whyNone = Reason::None; // None: its values were read
    };

    void readFeatures();
    const ShopperFeatures* featuresOf(const Slot& slot, Reason& whyNone);

    FeatureStore& m_store;
    enrich::CatalogueReader m_catalogue;
    std::unique_ptr<const Candidates> m_candidates;
    RecommendationOptions m_options;
    ShopperFeaturesReader m_reader;
    ShopperFeatures m_features;
    Ranker m_ranker;

    const std::vector<std::string_view> m_fields;
    std::vector<std::string_view> m_keys; // valid only inside prepare()
    std::vector<std::string> m_values;
    std::vector<Slot> m_slots;
    std::optional<Error> m_storeError;
};

} // namespace tailrace::recommend
