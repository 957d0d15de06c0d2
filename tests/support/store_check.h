// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "app/verify/cut.h"
#include "app/verify/feature.h"
#include "app/verify/oracle.h"
#include "tests/support/findings.h"

namespace tailrace::test {

// What the engine wrote bit by bit is what it should hold, both ways: user, session and viewer keys, and the aliases of visitors who
// became users. A shopper's key says as of when it was written. It must be right as of then, and everything that time has changed since
// then may be missing only until the cadence's next multiple.
class StoreCheck {
public:
    using Store = std::map<std::string, verify::Fields>; // keys without prefix and partition

    StoreCheck(const std::vector<verify::Feature>& declared, std::int64_t longestCadenceMs);

    // The next events that the oracle has moved.
    void noteMoves(const std::vector<verify::Oracle::Move>& moves);
    // `cut`: of the same position, and equal to what the oracle computes; the store as of its time.
    void check(const Store& store, const verify::Cut& cut, const verify::Oracle& oracle, Findings& findings) const;

private:
    struct Place {
        const Store& store;
        const verify::Cut& cut;
        const verify::Oracle& oracle;
        Findings& findings;
    };
    void checkUser(const Place& at, const std::string& key, verify::Fields found) const;
    void checkStillTrue(const Place& at, const std::string& key, const verify::Fields& found, std::int64_t writtenAt) const;
    void checkOther(const Place& at, const std::string& key, const verify::Fields& found) const;
    void checkAliases(const Place& at) const;
    bool hasTimeChanged(const Place& at, const std::string& owner, std::int64_t since) const;
    static bool closesJustNow(const Place& at, const std::string& key);
    verify::Fields whole(const std::string& key, verify::Fields fields) const;

    const std::vector<verify::Feature>& m_declared;
    std::int64_t m_cadence;
    std::map<std::string, verify::Fields> m_emptyValues;        // by kind of key, then field: without events
    std::map<std::string, std::vector<std::string>> m_departed; // owner -> to whom its events went, in that order
};

} // namespace tailrace::test
