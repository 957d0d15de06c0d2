// SPDX-License-Identifier: Apache-2.0
#include "pipeline/checkpoint/checkpoint_store.h"

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/memtablerep.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include "pipeline/base/byte_codec.h"
#include "pipeline/checkpoint/checkpoint_key.h"

namespace tailrace::checkpoint {
namespace {

Error errorOf(const rocksdb::Status& status)
{
    const ErrorCode code = status.IsCorruption() ? ErrorCode::Corrupt : status.IsNoSpace() ? ErrorCode::Full : ErrorCode::Io;
    return {code, "the checkpoint: " + status.ToString()};
}

// Small, quiet, and behind the pipeline's own threads. States are encoded tightly: compressing them would cost more than it saves.
rocksdb::Options optionsOfStore()
{
    rocksdb::Options options;
    options.create_if_missing = true;
    options.compression = rocksdb::kNoCompression;
    // Nothing is read before the next start: what is written need not be sorted until it goes to a file.
    options.memtable_factory = std::make_shared<rocksdb::VectorRepFactory>();
    options.allow_concurrent_memtable_write = false;
    options.write_buffer_size = std::size_t{64} << 20U;
    options.max_total_wal_size = std::uint64_t{256} << 20U;
    options.level0_file_num_compaction_trigger = 8;
    options.max_background_jobs = 1;
    options.max_open_files = 64;
    options.keep_log_file_num = 1;
    options.info_log_level = rocksdb::InfoLogLevel::ERROR_LEVEL;
    options.stats_dump_period_sec = 0;
    options.stats_persist_period_sec = 0;
    options.avoid_flush_during_recovery = true;
    options.env->LowerThreadPoolCPUPriority(rocksdb::Env::LOW);
    options.env->LowerThreadPoolCPUPriority(rocksdb::Env::HIGH);
    rocksdb::BlockBasedTableOptions table;
    table.no_block_cache = true; // it is read once, from begin to end
    options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    return options;
}

} // namespace

CheckpointStore::CheckpointStore(std::unique_ptr<rocksdb::DB> db) : m_db(std::move(db)) {}
CheckpointStore::~CheckpointStore() = default;

Result<std::unique_ptr<CheckpointStore>> CheckpointStore::open(const std::filesystem::path& directory)
{
    rocksdb::DB* opened = nullptr;
    if (const auto status = rocksdb::DB::Open(optionsOfStore(), directory.string(), &opened); !status.ok()) return errorOf(status);
    return std::unique_ptr<CheckpointStore>(new CheckpointStore(std::unique_ptr<rocksdb::DB>(opened)));
}

Result<void> CheckpointStore::write(const CheckpointPart& part)
{
    if (const auto status = m_db->Write(rocksdb::WriteOptions(), part.m_batch.get()); !status.ok()) return errorOf(status);
    return {};
}

void CheckpointStore::resume() { m_db->Resume().PermitUncheckedError(); } // the next write says whether it has helped

Result<std::optional<CheckpointHeader>> CheckpointStore::header(Partition partition) const
{
    std::string bytes;
    const auto status = m_db->Get(rocksdb::ReadOptions(), headerKey(partition), &bytes);
    if (status.IsNotFound()) return std::optional<CheckpointHeader>();
    if (!status.ok()) return errorOf(status);
    ByteReader in(bytes);
    CheckpointHeader header;
    header.journal = Incarnation(in.number<decltype(Incarnation::value)>());
    header.next = Sequence(in.varint());
    header.state = in.text();
    if (!in.atEnd()) return Error(ErrorCode::Corrupt, "the checkpoint of partition " + std::to_string(partition.value));
    return std::optional(std::move(header));
}

Result<void> CheckpointStore::forEachOwner(Partition partition, const Visit& visit) const
{
    const std::string prefix = ownerKey(partition, {});
    rocksdb::ReadOptions options;
    options.readahead_size = std::size_t{2} << 20U;
    const std::unique_ptr<rocksdb::Iterator> at(m_db->NewIterator(options));
    for (at->Seek(prefix); at->Valid() && at->key().starts_with(prefix); at->Next()) {
        const rocksdb::Slice owner = at->key(), state = at->value();
        if (auto visited = visit({owner.data() + prefix.size(), owner.size() - prefix.size()}, {state.data(), state.size()}); !visited)
            return visited;
    }
    if (!at->status().ok()) return errorOf(at->status());
    return {};
}

} // namespace tailrace::checkpoint
