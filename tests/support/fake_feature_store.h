// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/ports/feature_store.h"

namespace tailrace::test {

// A feature store in memory, with knobs for what goes wrong with a real one.
class FakeFeatureStore final : public FeatureStore {
public:
    enum class Mode { Working, Away, Slow };

    Mode mode = Mode::Working;
    bool loseLastValue = false;    // answers with one value too few
    std::function<void()> onRead;  // runs while the reader waits
    std::function<void()> onWrite; // runs while the writer waits
    std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> hashes;
    int readCalls = 0;
    int writeCalls = 0;
    std::vector<std::string> keysRead; // of the last call

    Result<void> write(const std::vector<const FeatureBatch*>& batches, std::vector<WriteOutcome>& outcomes) override
    {
        ++writeCalls;
        if (onWrite) onWrite();
        if (auto up = answer(); !up) return up;
        outcomes.clear();
        for (const FeatureBatch* batch : batches) outcomes.push_back(writeOne(*batch));
        return {};
    }

    Result<StoreCell> cell(Partition partition) override
    {
        if (auto up = answer(); !up) return up.error();
        return m_cells[partition];
    }

    Result<void> read(const std::vector<std::string_view>& keys, const std::vector<std::string_view>& fields,
        std::vector<std::string>& values) override
    {
        ++readCalls;
        keysRead.assign(keys.begin(), keys.end());
        if (onRead) onRead();
        if (auto up = answer(); !up) return up;
        values.clear();
        for (const auto key : keys)
            for (const auto field : fields) values.push_back(valueOf(key, field));
        if (loseLastValue) values.pop_back();
        return {};
    }

private:
    Result<void> answer() const
    {
        if (mode == Mode::Away) return Error(ErrorCode::Unavailable, "the fake store is away");
        if (mode == Mode::Slow) return Error(ErrorCode::Timeout, "the fake store did not answer before the deadline");
        return {};
    }

    WriteOutcome writeOne(const FeatureBatch& batch)
    {
        StoreCell& cell = m_cells[batch.partition];
        const bool covered = cell.incarnation == batch.incarnation && cell.next > batch.next;
        if (batch.position == FeatureBatch::PositionRule::Advance && covered) return WriteOutcome::AlreadyThere;
        for (const auto& entry : batch.entries()) {
            const std::string key(batch.text(entry.key));
            if (entry.fieldCount == 0) hashes.erase(key);
            if (entry.ttl > 0) continue;
            for (std::uint32_t f = entry.firstField; f < entry.firstField + entry.fieldCount; f += 2)
                hashes[key][std::string(batch.text(batch.fields()[f]))] = batch.text(batch.fields()[f + 1]);
        }
        if (batch.position == FeatureBatch::PositionRule::Leave) return WriteOutcome::Written;
        cell.incarnation = batch.incarnation;
        cell.next = batch.next;
        return WriteOutcome::Written;
    }

    std::string valueOf(std::string_view key, std::string_view field) const
    {
        const auto hash = hashes.find(key);
        if (hash == hashes.end()) return {};
        const auto value = hash->second.find(field);
        return value == hash->second.end() ? std::string() : value->second;
    }

    std::map<Partition, StoreCell> m_cells;
};

} // namespace tailrace::test
