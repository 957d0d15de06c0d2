// SPDX-License-Identifier: Apache-2.0
#include "pipeline/recommend/ranker.h"

#include <algorithm>

namespace tailrace::recommend {
namespace {

constexpr float CategoryFactor = 3.0F;
constexpr float BrandFactor = 2.0F;
// Small enough that the worst unseen product still stands before the best one just seen.
constexpr float RecentFactor = 0.001F;

// How many lists of a shopper are looked at, and how far: some 300 to 600 candidates in all.
constexpr std::size_t MostLists = 3;
constexpr std::size_t PerCategory = 120;
constexpr std::size_t PerBrand = 60;
constexpr std::size_t PopularBesideAffinity = 60;

double sumOf(const std::vector<Affinity>& affinities)
{
    double sum = 0;
    for (const Affinity& affinity : affinities) sum += affinity.weight;
    return sum;
}

} // namespace

void Ranker::Shares::reset(std::size_t size)
{
    for (const std::uint32_t id : touched) of[id] = 0;
    touched.clear();
    if (of.size() < size) of.resize(size);
}

void Ranker::Shares::add(std::uint32_t id, float share)
{
    of[id] += share;
    touched.push_back(id);
}

bool Ranker::worse(const Scored& a, const Scored& b) { return a.score < b.score || (a.score == b.score && a.product > b.product); }

void Ranker::rank(const Candidates& candidates, const ShopperFeatures* features, Reason whyNone, std::size_t count, Response& out)
{
    begin(candidates, count);
    m_hasFeatures = features != nullptr;
    m_whyNone = whyNone;
    out.catalogue = candidates.catalogue();
    out.items.clear();
    out.withdrawn = 0;
    out.featureVersion.reset();
    if (features) {
        out.featureVersion = features->version;
        loadAffinities(*features);
        loadRecent(*features);
    }
    for (const auto category : m_categories) consider(candidates.ofCategory(category), PerCategory);
    for (const auto brand : m_brands) consider(candidates.ofBrand(brand), PerBrand);
    m_popularTaken = m_heap.empty() ? Candidates::OverallTop : PopularBesideAffinity;
    consider(candidates.byPopularity(), m_popularTaken);
    std::make_heap(m_heap.begin(), m_heap.end(), worse);
    while (out.items.size() < m_count && takeNext(out)) {}
    conclude(out);
}

void Ranker::begin(const Candidates& candidates, std::size_t count)
{
    const enrich::Catalogue& catalogue = *candidates.catalogue();
    m_candidates = &candidates;
    m_count = count;
    m_categoryShares.reset(catalogue.categoryCount());
    m_brandShares.reset(catalogue.brandCount());
    m_categories.clear();
    m_brands.clear();
    m_heap.clear();
    m_heldBack.clear();
    if (m_marks.size() < catalogue.size()) m_marks.resize(catalogue.size());
    if (++m_turn == 0) { // after 2^32 turns old marks would look new
        std::fill(m_marks.begin(), m_marks.end(), Mark{});
        m_turn = 1;
    }
}

void Ranker::loadAffinities(const ShopperFeatures& features)
{
    const enrich::Catalogue& catalogue = *m_candidates->catalogue();
    const double categorySum = sumOf(features.categories), brandSum = sumOf(features.brands);
    for (const Affinity& affinity : features.categories) {
        const auto id = catalogue.findCategory(affinity.name);
        if (!id || affinity.weight <= 0) continue;
        m_categoryShares.add(id->value, CategoryFactor * static_cast<float>(affinity.weight / categorySum));
        if (m_categories.size() < MostLists) m_categories.push_back(*id);
    }
    for (const Affinity& affinity : features.brands) {
        const auto id = catalogue.findBrand(affinity.name);
        if (!id || *id == enrich::Catalogue::NoBrand || affinity.weight <= 0) continue;
        m_brandShares.add(id->value, BrandFactor * static_cast<float>(affinity.weight / brandSum));
        if (m_brands.size() < MostLists) m_brands.push_back(*id);
    }
}

void Ranker::loadRecent(const ShopperFeatures& features)
{
    for (const std::string& id : features.recentProducts)
        if (const auto index = m_candidates->catalogue()->find(id)) m_marks[index->value].recent = m_turn;
}

void Ranker::consider(std::span<const ProductIndex> products, std::size_t most)
{
    constexpr std::size_t Ahead = 12; // a product's mark and row stand somewhere else than those of the one before
    const auto considered = products.first(std::min(most, products.size()));
    for (std::size_t i = 0; i < considered.size(); ++i) {
        if (i + Ahead < considered.size()) {
            __builtin_prefetch(&m_marks[considered[i + Ahead].value], 1);
            __builtin_prefetch(&m_candidates->row(considered[i + Ahead]));
        }
        const ProductIndex product = considered[i];
        Mark& mark = m_marks[product.value];
        if (mark.considered == m_turn) continue;
        mark.considered = m_turn;
        const Candidates::Row& row = m_candidates->row(product);
        const bool recent = mark.recent == m_turn;
        const float affinity = m_categoryShares.of[row.category.value] + m_brandShares.of[row.brand.value];
        m_heap.push_back({(1.0F + affinity) * row.weight * (recent ? RecentFactor : 1.0F), product, recent, false});
    }
}

// The candidates are used up: on with the popularity order. False: the whole catalogue was considered.
bool Ranker::considerMore()
{
    const auto order = m_candidates->byPopularity();
    if (m_popularTaken >= order.size()) return false;
    consider(order.subspan(m_popularTaken), Candidates::OverallTop);
    m_popularTaken += Candidates::OverallTop;
    std::make_heap(m_heap.begin(), m_heap.end(), worse);
    return true;
}

void Ranker::push(const Scored& scored)
{
    m_heap.push_back(scored);
    std::push_heap(m_heap.begin(), m_heap.end(), worse);
}

// Stock is read only of what would be taken, and at that moment: the freshest answer, and few reads.
bool Ranker::takeNext(Response& out)
{
    for (;;) {
        while ((m_heap.empty() || m_heap.front().recent) && considerMore()) {}
        if (m_heap.empty()) return false;
        std::pop_heap(m_heap.begin(), m_heap.end(), worse);
        Scored best = m_heap.back();
        m_heap.pop_back();
        const std::int32_t stock = m_candidates->catalogue()->stock(best.product);
        if (stock <= 0) continue;
        if (!mayTake(best.product, out)) {
            m_heldBack.push_back(best);
            continue;
        }
        if (stock <= LowStock && !best.playedDown) {
            best.score *= LowStockFactor;
            best.playedDown = true;
            push(best);
            continue;
        }
        out.items.push_back(item(best, stock));
        return true;
    }
}

bool Ranker::mayTake(ProductIndex product, const Response& out) const
{
    const enrich::BrandId brand = m_candidates->row(product).brand;
    if (brand == enrich::Catalogue::NoBrand) return true;
    const auto same = std::count_if(out.items.begin(), out.items.end(),
        [&](const Item& taken) { return m_candidates->row(taken.product).brand == brand; });
    return static_cast<std::size_t>(same) < MostOfOneBrand;
}

Item Ranker::item(const Scored& chosen, std::int32_t stock) const
{
    const Candidates::Row& row = m_candidates->row(chosen.product);
    const float category = m_categoryShares.of[row.category.value], brand = m_brandShares.of[row.brand.value];
    ItemReason reason = ItemReason::Popularity;
    if (chosen.playedDown)
        reason = ItemReason::LowStock;
    else if (category > 0 && category >= brand)
        reason = ItemReason::CategoryAffinity;
    else if (brand > 0)
        reason = ItemReason::BrandAffinity;
    return {chosen.product, chosen.score, category + brand, stock, reason};
}

std::size_t Ranker::withdrawSoldOut(Response& out)
{
    std::size_t gone = 0;
    std::erase_if(out.items, [&](Item& offered) {
        offered.stockSeen = m_candidates->catalogue()->stock(offered.product);
        gone += offered.stockSeen <= 0;
        return offered.stockSeen <= 0;
    });
    if (gone == 0) return 0;
    for (const Scored& scored : m_heldBack) push(scored); // their brand may have room again
    m_heldBack.clear();
    while (out.items.size() < m_count && takeNext(out)) {}
    out.withdrawn += gone;
    conclude(out);
    return gone;
}

void Ranker::conclude(Response& out) const
{
    const bool personal = std::any_of(out.items.begin(), out.items.end(), [](const Item& offered) { return offered.affinity > 0; });
    if (out.items.empty()) {
        out.outcome = Outcome::Empty;
        out.reason = Reason::NothingToOffer;
    } else if (personal) {
        out.outcome = Outcome::Personalised;
        out.reason = Reason::None;
    } else {
        out.outcome = Outcome::Popularity;
        out.reason = m_hasFeatures ? Reason::NoAffinity : m_whyNone;
    }
}

} // namespace tailrace::recommend
