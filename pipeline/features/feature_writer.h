// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/features/event_history.h"
#include "pipeline/features/feature_set.h"
#include "pipeline/features/value_text.h"
#include "pipeline/features/window_reader.h"

namespace tailrace::features {

// What was last written of one key, 4 bytes a field: short values as they are, longer ones by 31 bits of their hash (so that one
// change in 2^31 of such a value is not written until the next). `= {}`: nothing; all is written again.
class WrittenValues {
public:
    bool empty() const { return !m_codes; }
    // They will be compared soon. Inline: see EventHistory.
    [[gnu::always_inline]] inline void expect() const
    {
        constexpr std::size_t CodesPerLine = 16, Lines = 3;
        if (empty()) return;
        for (std::size_t i = 0; i < Lines; ++i) __builtin_prefetch(m_codes.get() + i * CodesPerLine, 1);
    }

private:
    friend class FeatureWriter;
    EventTime m_first = EventTime::min(), m_last = EventTime::min(); // of the range that was evaluated last
    std::unique_ptr<std::uint32_t[]> m_codes;
};

// Computes the features of one kind of key from the retained events, and writes the fields that differ from what was written
// last. Only features that can have changed are computed: those that read a type of event that came, went or left a window; and when
// events have only come at the end and left at the beginning, those that read one of these events, a count from the one
// before. No allocation once its scratch has grown. One thread.
class FeatureWriter {
public:
    FeatureWriter(const FeatureSet& set, KeyKind kind, const EventColumns& columns);

    // The fields at as-of time `asOf` over the history's windows: sink(plan, text) for each that changed. Returns how many.
    // Call settle() on the history when all its writers are through.
    template <class Sink>
    std::size_t write(const EventHistory& history, EventTime asOf, WrittenValues& written, Sink&& sink)
    {
        return writeRange(history, {.first = EventTime::min(), .last = asOf, .asOf = asOf}, written, sink);
    }

    struct Range {
        EventTime first{}, last{}; // both ends included
        EventTime asOf{};
    };
    // Over the events of a range: those of a session.
    template <class Sink>
    std::size_t writeRange(const EventHistory& history, const Range& range, WrittenValues& written, Sink&& sink)
    {
        begin(history, range, written);
        std::size_t count = 0;
        for (std::size_t window = 0; window < m_plans.windows.size(); ++window) {
            const WindowPlans& plans = m_plans.windows[window];
            const TypeMask dirty = m_windows[window].dirty;
            if ((plans.events & dirty) == 0) continue;
            eachReader(dirty, plans, [&](std::size_t i) {
                const FeaturePlan& plan = m_plans.plans[i];
                const Computed* const computed = changed(plan, window, written.m_codes[i]);
                if (!computed) return;
                written.m_codes[i] = computed->code;
                sink(plan, computed->text.view());
                ++count;
            });
        }
        return count;
    }

    // As if every field had been written with the value that it has without events: those that have it still are then not written.
    void assumeEmpty(WrittenValues& written) const;

    // One value, whatever was written; for tests and questions.
    std::string value(const EventHistory& history, const FeaturePlan& plan, const Range& range);

    // The first time after `asOf` at which a value can change when nothing arrives; none: never.
    std::optional<EventTime> nextChange(const EventHistory& history, EventTime asOf) const;
    // When to write again: the change, moved on to the next multiple of its window's cadence.
    std::optional<EventTime> nextWrite(const EventHistory& history, EventTime asOf) const;

    const KeyPlans& plans() const { return m_plans; }

private:
    struct Computed {
        std::uint32_t code = 0;
        std::uint32_t evaluation = 0;
        std::size_t first = 0; // of the window that it was computed for
        ValueBuffer text;
    };
    // Calls visit(index) for the plans of a window that read one of the types.
    template <class Visit>
    void eachReader(TypeMask types, const WindowPlans& window, Visit visit) const
    {
        for (std::size_t word = window.firstPlan / 64; word * 64 < window.endPlan; ++word) {
            std::uint64_t readers = 0;
            for (TypeMask rest = types & window.events; rest != 0; rest &= rest - 1)
                readers |= m_readers[word * TypeCount + static_cast<std::size_t>(std::countr_zero(rest))];
            for (; readers != 0; readers &= readers - 1) {
                const std::size_t plan = word * 64 + static_cast<std::size_t>(std::countr_zero(readers));
                if (plan >= window.firstPlan && plan < window.endPlan) visit(plan);
            }
        }
    }
    template <class At>
    std::optional<EventTime> next(const EventHistory& history, EventTime asOf, At at) const;
    // Events of the history, by index.
    struct Span {
        std::size_t first = 0, end = 0;
    };
    struct Window {
        std::size_t first = 0; // its first event
        TypeMask dirty = 0;    // types that came or went
        Span left;             // events that it held the last time and does not hold any more
    };
    void begin(const EventHistory& history, const Range& range, WrittenValues& written);
    TypeMask typesThatMoved(const EventHistory& history, const Range& range, const WrittenValues& written) const;
    void findCame(const EventHistory& history, const Range& range, const WrittenValues& written, Span within);
    void place(const EventHistory& history, const WrittenValues& written, std::size_t window, Span within);
    static TypeMask typesBetween(const EventHistory& history, EventTime first, EventTime last);
    // Null: it has not.
    const Computed* changed(const FeaturePlan& plan, std::size_t window, std::uint32_t code);
    const Computed* changedCount(const FeaturePlan& plan, std::size_t window, std::uint64_t before);
    bool isAlike(const FeaturePlan& plan) const;
    std::uint64_t matching(const FeaturePlan& plan, Span events) const;
    bool cameInOneContext(std::size_t bottom) const;
    const Computed& compute(const FeaturePlan& plan, std::size_t window);

    const KeyPlans& m_plans;
    WindowReader m_reader;
    ValueText m_text;
    bool m_dependsOnTime; // of sessions under the published profile
    Range m_range;
    const EventHistory* m_history = nullptr;
    static constexpr std::size_t TypeCount = 32;
    std::vector<std::uint64_t> m_readers; // by 64 plans, then by type: a bit for each plan that reads it
    std::vector<Window> m_windows;
    bool m_hasOnlyMovedOn = false;    // since the last time events came at the end and left at the beginning, nothing else
    Span m_came;                      // then: these
    bool m_isOneContext = false;      // then: they came from where the one before them came from
    std::vector<Computed> m_computed; // by declaration
    Computed m_count;
    std::vector<std::uint32_t> m_emptyCodes; // by plan: of no events
    std::uint32_t m_evaluation = 0;
};

} // namespace tailrace::features
