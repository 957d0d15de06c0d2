// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "pipeline/base/strong_id.h"

namespace rocksdb {
class WriteBatch;
}

namespace tailrace::checkpoint {

// What has changed in one partition since the part before, as of one place of the journal: of an owner that is named more than once
// the last word counts. The store takes a part as a whole or not at all. One thread at a time.
class CheckpointPart {
public:
    explicit CheckpointPart(Partition partition);
    ~CheckpointPart();
    CheckpointPart(CheckpointPart&&) noexcept;
    CheckpointPart& operator=(CheckpointPart&&) noexcept;

    void keep(std::string_view owner, std::string_view state);
    void forget(std::string_view owner);
    // The partition is complete up to `next`, which excludes it; `state` is what belongs to no owner.
    void finish(Incarnation journal, Sequence next, std::string_view state);

    Partition partition() const { return m_partition; }
    Sequence next() const { return m_next; }
    std::size_t bytes() const;

private:
    friend class CheckpointStore;

    Partition m_partition;
    Sequence m_next{};
    std::unique_ptr<rocksdb::WriteBatch> m_batch;
};

} // namespace tailrace::checkpoint
