// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "pipeline/base/strong_id.h"
#include "pipeline/enrich/catalogue.h"

namespace tailrace::recommend {

enum class Outcome {
    Personalised, // at least one product is there because of the shopper's affinities
    Popularity,
    Empty // nothing can be offered
};

// Why a response is not personalised.
enum class Reason {
    None,
    StoreAway,
    StoreTimeout,
    StoreNotUsed, // the caller asked not to read (shed, or the partition is being restored)
    UnknownShopper,
    FeaturesUnreadable,
    NoAffinity, // nothing offerable matches what is known of the shopper
    NothingToOffer
};

// Why an item is in it.
enum class ItemReason { CategoryAffinity, BrandAffinity, Popularity, LowStock };

// Machine names, as in exposures and traces: "personalised", "store_away", "affinity", …
std::string_view nameOf(Outcome outcome);
std::string_view nameOf(Reason reason);
std::string_view nameOf(ItemReason reason);

struct Item {
    ProductIndex product; // of the response's catalogue
    float score = 0;
    float affinity = 0; // the shopper's part of the score; 0: by popularity alone
    std::int32_t stockSeen = 0;
    ItemReason reason = ItemReason::Popularity;
};

// Reused from request to request; holds its catalogue, so it may outlive the next publish.
struct Response {
    std::shared_ptr<const enrich::Catalogue> catalogue;
    std::vector<Item> items; // best first
    Outcome outcome = Outcome::Empty;
    Reason reason = Reason::NothingToOffer;
    std::optional<std::uint64_t> featureVersion; // none: no features were used
    std::size_t withdrawn = 0;                   // sold out between choosing and answering
};

} // namespace tailrace::recommend
