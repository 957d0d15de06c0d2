// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/features/window_reader.h"

namespace tailrace::features {

// Whole numbers of 1/10 000; beyond ten thousand million of the currency it is no amount, and 0.
std::int64_t amountOf(double number);
void appendAmount(std::string& out, std::int64_t amount);

// Writes the value of a feature in the reader's window, in the text of one profile. Keeps scratch; one thread.
class ValueText {
public:
    explicit ValueText(Profile profile) : m_isPublished(profile == Profile::Published) {}

    // `plan` of a shopper or session.
    void append(std::string& out, const FeaturePlan& plan, WindowReader& reader, EventTime asOf);

private:
    using Row = ValueTable::Row;
    struct Recent {
        std::uint32_t time = 0;
        TextPool::Token token = 0;
    };
    void appendCountsBy(std::string& out, const FeaturePlan& plan, WindowReader& reader);
    void appendList(std::string& out, const FeaturePlan& plan, WindowReader& reader);
    void appendTop(std::string& out, const FeaturePlan& plan, WindowReader& reader);
    void appendWeights(std::string& out, const FeaturePlan& plan, WindowReader& reader);
    void appendRecent(std::string& out, const FeaturePlan& plan, WindowReader& reader);
    void appendMean(std::string& out, const FeaturePlan& plan, WindowReader& reader);
    void appendRange(std::string& out, const FeaturePlan& plan, WindowReader& reader) const;
    void appendNetValue(std::string& out, const FeaturePlan& plan, WindowReader& reader) const;
    void appendOrders(std::string& out, const FeaturePlan& plan, WindowReader& reader) const;
    void appendRatio(std::string& out, const FeaturePlan& plan, WindowReader& reader) const;
    void appendEnd(std::string& out, const FeaturePlan& plan, WindowReader& reader) const;
    void appendDuration(std::string& out, const FeaturePlan& plan, WindowReader& reader, EventTime asOf) const;
    template <class IsBetter>
    void takeBest(const std::vector<Row>& rows, std::size_t most, IsBetter isBetter);
    const std::vector<const Row*>& sorted(const FeaturePlan& plan, WindowReader& reader);
    void appendText(std::string& out, std::uint64_t token, const WindowReader& reader) const;

    bool m_isPublished;
    struct Sorted {
        std::uint64_t prefix = 0; // of its text: decides most comparisons without a look at it
        const Row* row = nullptr;
    };

    std::vector<const Row*> m_rows;
    std::vector<Sorted> m_sorted;
    std::vector<Recent> m_recent;
    ValueTable m_second;
};

} // namespace tailrace::features
