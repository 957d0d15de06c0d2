// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "app/verify/cut.h"
#include "app/verify/feature.h"
#include "app/verify/key_rows.h"
#include "app/verify/oracle.h"

namespace tailrace::verify {

struct Difference {
    std::string where; // key, session or "ledger"; with the field
    std::string expected;
    std::string found;
    EventList events; // that led to what is expected
};

// Compares what an engine said in a cut with what the oracle, brought to the same position, computes.
class Comparison {
public:
    Comparison(const Oracle& oracle, const std::vector<Feature>& features, const Cut& cut);

    const std::vector<Difference>& differences() const { return m_differences; }
    std::size_t keys() const { return m_keys; }
    std::size_t values() const { return m_values; }
    std::size_t sessions() const { return m_sessions; }

    // A field counts as empty when in every compared key it has the value of "no events". More than a fifth of them, or no key
    // at all: such a cut says little.
    bool isVacuous() const;
    std::vector<std::string> emptyFields() const;

private:
    void compareKeys(const Oracle& oracle, const std::vector<Feature>& features);
    void compareFields(const KeyRow& row, const Fields& found);
    void compareSessions(const Oracle& oracle);
    void compareLedger(const Oracle& oracle);
    void differ(std::string where, std::string expected, std::string found, EventList events = {});

    const Cut& m_cut;
    std::vector<Difference> m_differences;
    std::size_t m_keys = 0;
    std::size_t m_values = 0;
    std::size_t m_sessions = 0;
    std::map<std::string, bool> m_isFieldFilled; // "user product_view_count_5m"
};

} // namespace tailrace::verify
