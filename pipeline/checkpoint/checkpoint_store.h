// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "pipeline/base/result.h"
#include "pipeline/checkpoint/checkpoint_part.h"

namespace rocksdb {
class DB;
}

namespace tailrace::checkpoint {

// Where a partition's checkpoint stands.
struct CheckpointHeader {
    Incarnation journal{};
    Sequence next{};   // of the first frame that is not in it
    std::string state; // what belongs to no owner
};

// The engine's state on disk, written by what changes: a RocksDB, whose log takes a part as a whole. The log is not synced to the
// disk: truth is checkpoint and journal, and an older checkpoint with the journal behind it says the same. After kill -9 it holds what was
// written, after a loss of power at least what was flushed before. Writing and reading are thread-safe.
class CheckpointStore {
public:
    // Makes the folder when it is missing. Corrupt: it is damaged; Io: it cannot be written.
    static Result<std::unique_ptr<CheckpointStore>> open(const std::filesystem::path& directory);
    ~CheckpointStore();

    // On an error the part is as before, for another try.
    Result<void> write(const CheckpointPart& part);
    // After an error of write(), such as a full disk, before the next try.
    void resume();

    // None: there is no checkpoint of the partition.
    Result<std::optional<CheckpointHeader>> header(Partition partition) const;
    // Every owner with its state, until `visit` fails.
    using Visit = std::function<Result<void>(std::string_view owner, std::string_view state)>;
    Result<void> forEachOwner(Partition partition, const Visit& visit) const;

private:
    explicit CheckpointStore(std::unique_ptr<rocksdb::DB> db);

    std::unique_ptr<rocksdb::DB> m_db;
};

} // namespace tailrace::checkpoint
