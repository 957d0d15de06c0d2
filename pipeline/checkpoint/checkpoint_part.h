// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/base/strong_id.h"

namespace tailrace::checkpoint {

// Where a partition's checkpoint stands.
struct CheckpointHeader {
    Incarnation journal{};
    Sequence next{};   // of the first frame that is not in it
    std::string state; // what belongs to no owner
};

// What has changed in one partition since the part before, as of one place of the journal: of an owner that is named more than once
// the last word counts. The store takes a part as a whole or not at all. One thread at a time.
class CheckpointPart {
public:
    explicit CheckpointPart(Partition partition) : m_partition(partition) {}

    void keep(std::string_view owner, std::string_view state) { add(owner, state, false); }
    void forget(std::string_view owner) { add(owner, {}, true); }
    void finish(CheckpointHeader header) { m_header = std::move(header); }

    Partition partition() const { return m_partition; }
    const CheckpointHeader& header() const { return m_header; }
    // The last word on each owner, in their order; no state: it is forgotten.
    void forEach(const std::function<void(std::string_view owner, std::optional<std::string_view> state)>& visit) const;

private:
    struct Entry {
        std::size_t at = 0; // owner, then state
        std::size_t ownerSize = 0, stateSize = 0;
        bool isForgotten = false;
    };
    void add(std::string_view owner, std::string_view state, bool isForgotten);
    std::string_view ownerOf(const Entry& entry) const { return std::string_view(m_text).substr(entry.at, entry.ownerSize); }

    Partition m_partition;
    CheckpointHeader m_header;
    std::vector<Entry> m_entries;
    std::string m_text;
};

} // namespace tailrace::checkpoint
