// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "pipeline/base/result.h"
#include "pipeline/base/sqlite_file.h"
#include "pipeline/checkpoint/checkpoint_part.h"

namespace tailrace::checkpoint {

// The engine's state on disk, written by what changes: a SQLite file that takes each part in one transaction. After kill -9 it holds
// every part that was written; a full disk or a loss of power leaves those before. One thread at a time.
class CheckpointStore {
public:
    // Makes the folder when it is missing. Corrupt: it is damaged; Io: it cannot be written.
    static Result<std::unique_ptr<CheckpointStore>> open(const std::filesystem::path& directory);

    // On an error, such as Full, nothing of the part is in it; try again later.
    Result<void> write(const CheckpointPart& part);

    // None: there is no checkpoint of the partition.
    Result<std::optional<CheckpointHeader>> header(Partition partition);
    // Every owner with its state, until `visit` fails.
    using Visit = std::function<Result<void>(std::string_view owner, std::string_view state)>;
    Result<void> forEachOwner(Partition partition, const Visit& visit);

private:
    explicit CheckpointStore(std::filesystem::path file) : m_path(std::move(file)) {}
    Result<void> reopen();

    std::filesystem::path m_path;
    std::unique_ptr<SqliteFile> m_file; // its first failure sticks: it is opened anew after one
};

inline constexpr const char* CheckpointFileName = "checkpoints.sqlite";

} // namespace tailrace::checkpoint
