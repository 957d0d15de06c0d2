// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/verify/feature_value.h"
#include "app/verify/oracle.h"

namespace tailrace::verify {

struct FieldValue {
    std::string text;
    const Feature* feature = nullptr;
    EventList events; // that the feature counts
    bool isEmpty() const { return text == emptyValue(feature->kind); }
};

// One key of the `tailrace` layout, without its partition, and what must stand in it.
struct KeyRow {
    std::string key; // "user:<shopper>", "session:<shopper>:<first ms>", "viewer:<viewer>"
    std::map<std::string, FieldValue> fields;
    EventList events;
    bool mayBeMissing = false;
};

// Every key that there is at as-of time T by docs/features.md, one after the other.
void forEachKey(const Oracle& oracle, const std::vector<Feature>& features, std::int64_t asOf,
    const std::function<void(const KeyRow&)>& visit);

// The row of one shopper's key at any as-of time, by the events that the oracle knows now; nothing: there is no such key then.
std::optional<KeyRow> shopperRow(const Oracle& oracle, const std::vector<Feature>& features, const std::string& shopper, std::int64_t asOf);

} // namespace tailrace::verify
