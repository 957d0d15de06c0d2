// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "pipeline/base/strong_id.h"

namespace tailrace::kafka {

// Which run wrote a record that has no envelope: its journal's incarnation in one binary header "tr-run". Topics on a Kafka of the
// user's outlive a run; a record without the mark was written by somebody else, such as the shop's own catalogue.
struct RunMark {
    static constexpr const char* HeaderName = "tr-run";
    using Bytes = std::array<char, sizeof(Incarnation::value)>; // u64, little-endian

    static Bytes encode(Incarnation run);
    static std::optional<Incarnation> decode(std::string_view bytes);
};

} // namespace tailrace::kafka
