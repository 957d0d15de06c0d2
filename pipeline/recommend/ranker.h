// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "pipeline/recommend/candidates.h"
#include "pipeline/recommend/response.h"
#include "pipeline/recommend/shopper_features.h"

namespace tailrace::recommend {

// Chooses what to offer: the shopper's affinity times the logarithm of popularity. Never what is out of stock or of unknown
// stock; low stock is played down; what the shopper just saw comes last; at most MostOfOneBrand of a brand.
// Pure but for its scratch memory, which it reuses. Not thread-safe.
class Ranker {
public:
    static constexpr std::int32_t LowStock = 5;
    static constexpr float LowStockFactor = 0.3F;
    static constexpr std::size_t MostOfOneBrand = 3; // products without a brand are not one brand

    // `features` null: by popularity, and `whyNone` says why. Fills `out`.
    void rank(const Candidates& candidates, const ShopperFeatures* features, Reason whyNone, std::size_t count, Response& out);

    // Asks for the stock of each item again, and puts the next best in the place of what is gone. Belongs to the rank() just before.
    // Returns how many were withdrawn.
    std::size_t withdrawSoldOut(Response& out);

private:
    struct Scored {
        float score = 0;
        ProductIndex product;
        bool recent = false;
        bool playedDown = false;
    };
    struct Shares { // by BrandId or CategoryId: the part of the shopper's weight that falls on it, times its factor
        std::vector<float> of;
        std::vector<std::uint32_t> touched;
        void reset(std::size_t size);
        void add(std::uint32_t id, float share);
    };

    static bool worse(const Scored& a, const Scored& b);
    void begin(const Candidates& candidates, std::size_t count);
    void loadAffinities(const ShopperFeatures& features);
    void loadRecent(const ShopperFeatures& features);
    void consider(std::span<const ProductIndex> products, std::size_t most);
    bool considerMore();
    bool takeNext(Response& out);
    bool mayTake(ProductIndex product, const Response& out) const;
    Item item(const Scored& chosen, std::int32_t stock) const;
    void push(const Scored& scored);
    void conclude(Response& out) const;

    const Candidates* m_candidates = nullptr;
    std::size_t m_count = 0;
    bool m_hasFeatures = false;
    Reason m_whyNone = Reason::None;
    Shares m_categoryShares;
    Shares m_brandShares;
    std::vector<enrich::CategoryId> m_categories; // the shopper's, strongest first
    std::vector<enrich::BrandId> m_brands;
    struct Mark {
        std::uint32_t considered = 0; // the turn in which it was
        std::uint32_t recent = 0;     // the turn in which the shopper had seen it
    };
    std::vector<Mark> m_marks; // by product
    std::uint32_t m_turn = 0;
    std::size_t m_popularTaken = 0; // how far down the popularity order the candidates reach
    std::vector<Scored> m_heap;
    std::vector<Scored> m_heldBack; // passed over only because enough of their brand was taken
};

} // namespace tailrace::recommend
