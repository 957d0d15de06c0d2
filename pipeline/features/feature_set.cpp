// SPDX-License-Identifier: Apache-2.0
#include "pipeline/features/feature_set.h"

#include <algorithm>

namespace tailrace::features {
namespace {

using std::chrono::milliseconds;

KeyPlans::GroupColumns groupColumns(const FeaturePlan& plan)
{
    switch (plan.aggregate) {
    case Aggregate::DistinctCount:
    case Aggregate::CountsBy:
    case Aggregate::Top:
    case Aggregate::ListOf:
    case Aggregate::WeightsBy: return {plan.of, Column::None, plan.where};
    case Aggregate::TopDistinct: return {plan.of, plan.per, plan.where};
    case Aggregate::MeanOfFirst: return {plan.per, Column::None, plan.where};
    default: return {Column::None, Column::None, plan.where};
    }
}

std::uint16_t groupOf(KeyPlans& plans, const FeaturePlan& plan)
{
    const auto columns = groupColumns(plan);
    for (std::size_t i = 0; i < plans.groups.size(); ++i) {
        const auto& g = plans.groups[i];
        if (plans.groupEvents[i] == plan.events && g.first == columns.first && g.second == columns.second && g.where == columns.where)
            return static_cast<std::uint16_t>(i);
    }
    plans.groups.push_back(columns);
    plans.groupEvents.push_back(plan.events);
    return static_cast<std::uint16_t>(plans.groups.size() - 1);
}

WindowPlans& windowOf(KeyPlans& plans, milliseconds size)
{
    auto place = std::find_if(plans.windows.begin(), plans.windows.end(), [size](const auto& w) { return w.size >= size; });
    if (place == plans.windows.end() || place->size != size) place = plans.windows.insert(place, WindowPlans{.size = size});
    return *place;
}

void orderByWindow(KeyPlans& plans)
{
    std::stable_sort(plans.plans.begin(), plans.plans.end(), [](const auto& a, const auto& b) { return a.window < b.window; });
    std::uint32_t first = 0;
    for (WindowPlans& window : plans.windows) {
        window.firstPlan = first;
        window.endPlan += first;
        first = window.endPlan;
    }
}

std::string windowName(milliseconds size)
{
    if (size.count() == 0) return {};
    return size >= std::chrono::hours(1) ? "_" + std::to_string(size / std::chrono::hours(1)) + "h"
                                         : "_" + std::to_string(size / std::chrono::minutes(1)) + "m";
}

} // namespace

Result<std::uint8_t> FeatureSet::whereBit(const FeatureDeclaration& feature)
{
    if (feature.pageUrlContains.empty()) return std::uint8_t{0};
    auto found = std::find(m_use.pageUrlParts.begin(), m_use.pageUrlParts.end(), feature.pageUrlContains);
    if (found == m_use.pageUrlParts.end()) {
        if (m_use.pageUrlParts.size() == EventColumns::WhereLimit)
            return Error(ErrorCode::InvalidInput, feature.name + ": there are more than 8 different page_url_contains");
        found = m_use.pageUrlParts.insert(m_use.pageUrlParts.end(), feature.pageUrlContains);
    }
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(found - m_use.pageUrlParts.begin()));
}

void FeatureSet::noteColumns(const FeatureDeclaration& feature)
{
    using A = Aggregate;
    const bool readsCart = feature.aggregate == A::NetValue || feature.aggregate == A::Orders || feature.aggregate == A::OrderValue
        || feature.aggregate == A::AvgOrderValue;
    if (readsCart) m_use.items |= feature.events;
    for (const Column column : {feature.of, feature.per}) {
        m_use.pageUrl = m_use.pageUrl || column == Column::PageUrl;
        if (column >= Column::Campaign && column <= Column::DeviceClass) {
            m_use.contexts |= feature.events;
        } else if (column != Column::None) {
            m_use.items |= feature.events;
        }
    }
}

Result<void> FeatureSet::add(std::size_t declaration)
{
    const FeatureDeclaration& feature = m_declarations[declaration];
    const auto where = whereBit(feature);
    if (!where) return where.error();
    noteColumns(feature);
    KeyPlans& plans = m_plans[static_cast<std::size_t>(feature.key)];
    for (const FeatureWindow& window : feature.windows) {
        FeaturePlan plan{.field = feature.name + window.suffix,
            .declaration = static_cast<std::uint16_t>(declaration),
            .where = *where,
            .aggregate = feature.aggregate,
            .of = feature.of,
            .per = feature.per,
            .events = feature.events,
            .perEvents = feature.perEvents,
            .window = window.size,
            .cadence = window.cadence};
        if (m_profile == Profile::Published) {
            const PublishedForm& form = *feature.published;
            if (std::find(form.sizes.begin(), form.sizes.end(), window.size) == form.sizes.end()) continue;
            plan.field = form.name + windowName(window.size);
            plan.ttl = form.ttl;
            plan.lane = form.lane;
            plan.events &= form.lane;
        }
        plan.group = groupOf(plans, plan);
        WindowPlans& of = windowOf(plans, window.size);
        of.events |= plan.events | plan.perEvents;
        of.cadence = of.endPlan == 0 ? plan.cadence : std::min(of.cadence, plan.cadence);
        ++of.endPlan; // so far: how many
        plans.plans.push_back(std::move(plan));
    }
    return {};
}

Result<Profile> profileOf(std::string_view name)
{
    if (name == "tailrace") return Profile::Tailrace;
    if (name == "published") return Profile::Published;
    return Error(ErrorCode::InvalidInput, "there is no profile '" + std::string(name) + "'; there are: tailrace, published");
}

Result<FeatureSet> FeatureSet::compile(std::vector<FeatureDeclaration> declarations, Profile profile)
{
    FeatureSet set;
    set.m_profile = profile;
    if (profile == Profile::Published) std::erase_if(declarations, [](const auto& d) { return !d.published; });
    set.m_declarations = std::move(declarations);
    for (std::size_t i = 0; i < set.m_declarations.size(); ++i)
        if (auto added = set.add(i); !added) return added.error();
    for (KeyPlans& plans : set.m_plans) orderByWindow(plans);
    return set;
}

} // namespace tailrace::features
