// SPDX-License-Identifier: Apache-2.0
#include "pipeline/recommend/response.h"

namespace tailrace::recommend {

std::string_view nameOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Personalised: return "personalised";
    case Outcome::Popularity: return "popularity";
    case Outcome::Empty: return "empty";
    }
    return "unknown";
}

std::string_view nameOf(Reason reason)
{
    switch (reason) {
    case Reason::None: return "none";
    case Reason::StoreAway: return "store_away";
    case Reason::StoreTimeout: return "store_timeout";
    case Reason::StoreNotUsed: return "store_not_used";
    case Reason::UnknownShopper: return "unknown_shopper";
    case Reason::FeaturesUnreadable: return "features_unreadable";
    case Reason::NoAffinity: return "no_affinity";
    case Reason::NothingToOffer: return "nothing_to_offer";
    }
    return "unknown";
}

std::string_view nameOf(ItemReason reason)
{
    switch (reason) {
    case ItemReason::CategoryAffinity: return "affinity";
    case ItemReason::BrandAffinity: return "brand";
    case ItemReason::Popularity: return "popularity";
    case ItemReason::LowStock: return "low_stock";
    }
    return "unknown";
}

} // namespace tailrace::recommend
