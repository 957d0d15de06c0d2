// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/base/result.h"
#include "pipeline/base/strong_id.h"

namespace tailrace {

// Values to write for one partition, and the position up to which they account for the journal. Written as a whole:
// values first, position last. Reused from batch to batch; text is kept in one arena.
class FeatureBatch {
public:
    struct Text {
        std::uint32_t offset = 0, length = 0;
    };
    struct Entry {
        Text key;
        std::uint32_t firstField = 0; // index into fields(): name, value, name, value, …
        std::uint32_t fieldCount = 0; // names and values together; 0: delete the key
        std::uint32_t ttl = 0;        // seconds; then the key is a plain text, its one field
    };

    void clear();
    void beginKey(std::string_view key); // the key's fields follow
    void field(std::string_view name, std::string_view value);
    void erase(std::string_view key);
    // A key of the published layout: a text with a time to live (more than 0, on the store's own clock), and no fields.
    void setText(std::string_view key, std::string_view value, std::chrono::seconds ttl);

    const std::vector<Entry>& entries() const { return m_entries; }
    const std::vector<Text>& fields() const { return m_fields; }
    std::string_view text(Text t) const { return std::string_view(m_arena).substr(t.offset, t.length); }
    bool empty() const { return m_entries.empty(); }

    // What happens to the stored position. Values are absolute, so writing them again never harms.
    enum class PositionRule {
        Advance, // the usual: a batch that leads less far than the stored position is already there
        Leave,   // values only: the store still lacks others from before
        Set,     // the last of a recovery: values, then the position whatever it was
    };

    Partition partition{};
    Incarnation incarnation{};
    std::uint64_t next = 0; // the sequence after the last one that these values account for
    PositionRule position = PositionRule::Advance;

private:
    Text keep(std::string_view text);
    Entry& begin(std::string_view key);

    std::string m_arena;
    std::vector<Entry> m_entries;
    std::vector<Text> m_fields;
};

// The position that a store holds for a partition.
struct StoreCell {
    std::uint64_t epoch = 0;
    Incarnation incarnation{};
    std::uint64_t next = 0;
};

enum class WriteOutcome {
    Written,
    AlreadyThere, // the store's position is beyond the batch's: nothing was done
};

// One connection to the online feature store. Not thread-safe: one owner thread each. Every call has a deadline and returns
// Unavailable or Timeout when the store is away; the next call tries to connect again.
class FeatureStore {
public:
    virtual ~FeatureStore() = default;

    // Each batch is one atomic call (values, then position); all are sent before the first reply is awaited.
    // outcomes[i] belongs to batches[i]. Fenced: a writer with a higher epoch owns the partition.
    virtual Result<void> write(const std::vector<const FeatureBatch*>& batches, std::vector<WriteOutcome>& outcomes) = 0;

    // The position stored for a partition; a cell with incarnation 0 when there is none.
    virtual Result<StoreCell> cell(Partition partition) = 0;

    // The named fields of each key, in order: values[k * fields.size() + f]; absent values are empty.
    virtual Result<void> read(const std::vector<std::string_view>& keys, const std::vector<std::string_view>& fields,
        std::vector<std::string>& values) = 0;
};

} // namespace tailrace
