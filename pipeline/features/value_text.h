// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/features/value_buffer.h"
#include "pipeline/features/window_reader.h"

namespace tailrace::features {

// Whole numbers of 1/10 000; beyond ten thousand million of the currency it is no amount, and 0.
std::int64_t amountOf(double number);
void appendAmount(ValueBuffer& out, std::int64_t amount);

// Writes the value of a feature in the reader's window, in the text of one profile. Keeps scratch; one thread.
class ValueText {
public:
    explicit ValueText(Profile profile) : m_isPublished(profile == Profile::Published) {}

    // `plan` of a shopper or session.
    void append(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader, EventTime asOf);

private:
    using Row = ValueTable::Row;
    struct Orders {
        std::uint64_t count = 0;
        std::int64_t amount = 0;
        double value = 0.0;
    };
    // The orders of a window that was read: several features ask for them.
    struct KnownOrders {
        Orders orders;
        std::uint64_t reading = 0;
        TypeMask events = 0;
        std::uint8_t where = 0;
    };
    struct Recent {
        std::uint32_t time = 0;
        TextPool::Token token = 0;
    };
    void appendCountsBy(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader);
    void appendList(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader);
    void appendTop(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader);
    void appendWeights(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader);
    void appendRecent(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader);
    void appendMean(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader);
    void appendRange(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader);
    void appendNetValue(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader) const;
    void appendOrders(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader);
    void appendRatio(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader) const;
    void appendEnd(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader) const;
    void appendDuration(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader, EventTime asOf) const;
    template <class IsBetter>
    void takeBest(const std::vector<Row>& rows, std::size_t most, IsBetter isBetter);
    const std::vector<const Row*>& sorted(const FeaturePlan& plan, WindowReader& reader);
    void appendText(ValueBuffer& out, std::uint64_t token, const WindowReader& reader);
    void appendJava(ValueBuffer& out, double value);
    static Orders ordersOf(const FeaturePlan& plan, WindowReader& reader);
    const Orders& orders(const FeaturePlan& plan, WindowReader& reader);

    bool m_isPublished;
    struct Sorted {
        std::uint64_t prefix = 0; // of its text: decides most comparisons without a look at it
        const Row* row = nullptr;
    };

    std::vector<const Row*> m_rows;
    std::vector<Sorted> m_sorted;
    std::vector<Recent> m_recent;
    ValueTable m_second;
    KnownOrders m_orders;
    std::string m_string; // for those who write only into strings
};

} // namespace tailrace::features
