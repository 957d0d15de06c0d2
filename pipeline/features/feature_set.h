// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/base/result.h"
#include "pipeline/features/event_columns.h"
#include "pipeline/features/feature_declaration.h"

namespace tailrace::features {

enum class Profile : std::uint8_t { Tailrace, Published };
// "tailrace", "published"; anything else is an error.
Result<Profile> profileOf(std::string_view name);

// One field to write: a feature in one of its windows, as the evaluation wants to see it.
struct FeaturePlan {
    std::string field;             // "cart_add_count_5m"
    std::uint16_t declaration = 0; // in the set's list
    std::uint16_t group = 0;       // plans of one group read the same table of values
    std::uint8_t where = 0;        // bits that an event must have
    Aggregate aggregate = Aggregate::Count;
    Column of = Column::None;
    Column per = Column::None;
    TypeMask events = 0;
    TypeMask perEvents = 0;
    std::chrono::milliseconds window{}; // 0: all events
    std::chrono::milliseconds cadence{};
    std::chrono::seconds ttl{}; // published
    TypeMask lane = 0;          // published
};

// The plans of one window, next to each other.
struct WindowPlans {
    std::chrono::milliseconds size{}; // 0: all events
    std::uint32_t firstPlan = 0, endPlan = 0;
    TypeMask events = 0;                 // that any of them reads
    std::chrono::milliseconds cadence{}; // the shortest
};

struct KeyPlans {
    std::vector<FeaturePlan> plans;
    std::vector<WindowPlans> windows; // shortest first
    std::vector<TypeMask> groupEvents;
    struct GroupColumns {
        Column first = Column::None, second = Column::None; // None, None: nothing is tabled
        std::uint8_t where = 0;
    };
    std::vector<GroupColumns> groups; // as groupEvents
};

// Declarations as the engine uses them: plans in arrays. Immutable.
class FeatureSet {
public:
    // Under the published profile only what the published jobs write, under their names.
    static Result<FeatureSet> compile(std::vector<FeatureDeclaration> declarations, Profile profile);

    Profile profile() const { return m_profile; }
    const std::vector<FeatureDeclaration>& declarations() const { return m_declarations; }
    const KeyPlans& plans(KeyKind kind) const { return m_plans[static_cast<std::size_t>(kind)]; }

    const ColumnUse& columnUse() const { return m_use; }

private:
    FeatureSet() = default;
    Result<std::uint8_t> whereBit(const FeatureDeclaration& feature);
    void noteColumns(const FeatureDeclaration& feature);
    Result<void> add(std::size_t declaration);

    Profile m_profile = Profile::Tailrace;
    std::vector<FeatureDeclaration> m_declarations;
    std::array<KeyPlans, 3> m_plans;
    ColumnUse m_use{.pageUrlParts = {}, .pageUrl = false, .items = 0, .contexts = 0};
};

} // namespace tailrace::features
