// SPDX-License-Identifier: Apache-2.0
#include "pipeline/checkpoint/checkpoint_part.h"

#include <rocksdb/write_batch.h>

#include "pipeline/base/byte_codec.h"
#include "pipeline/checkpoint/checkpoint_key.h"

namespace tailrace::checkpoint {

CheckpointPart::CheckpointPart(Partition partition) : m_partition(partition), m_batch(std::make_unique<rocksdb::WriteBatch>()) {}
CheckpointPart::~CheckpointPart() = default;
CheckpointPart::CheckpointPart(CheckpointPart&&) noexcept = default;
CheckpointPart& CheckpointPart::operator=(CheckpointPart&&) noexcept = default;

// A batch refuses nothing that fits into memory.
void CheckpointPart::keep(std::string_view owner, std::string_view state)
{
    m_batch->Put(ownerKey(m_partition, owner), rocksdb::Slice(state.data(), state.size()));
}

void CheckpointPart::forget(std::string_view owner) { m_batch->Delete(ownerKey(m_partition, owner)); }

void CheckpointPart::finish(Incarnation journal, Sequence next, std::string_view state)
{
    m_next = next;
    ByteWriter header;
    header.number(journal.value);
    header.varint(next.value);
    header.text(state);
    m_batch->Put(headerKey(m_partition), header.bytes());
}

std::size_t CheckpointPart::bytes() const { return m_batch->GetDataSize(); }

} // namespace tailrace::checkpoint
