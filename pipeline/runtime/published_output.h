// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/features/published_job.h"
#include "pipeline/ports/feature_store.h"

namespace tailrace::runtime {

// What the store gets under the published profile: what PublishedJob says of the applied events, in place of a shard's own values.
// Nothing is remembered of what the store lacks after it was away: the job knows every key that may still live, and writing all of them
// again costs what one of its cadences costs. No thread, no I/O; the shard's owner calls.
class PublishedOutput {
public:
    // So many keys go with one call of the store; it has a deadline, and others wait behind it.
    static constexpr std::size_t MostKeys = 10'000;

    explicit PublishedOutput(const features::FeatureSet& set) : m_job(set) {}

    void apply(const event::Event& event, EventTime watermark) { m_job.apply(event, watermark, m_pending); }
    void advance(EventTime watermark);

    // Oldest first, at most MostKeys of them. True: there is more.
    bool write(FeatureBatch& batch);
    bool overflows() const { return m_pending.size() - m_sent > MostKeys; }
    // Of those that the store lacks, so many users, sessions and viewers.
    void rewrite(FeatureBatch& batch, std::size_t most);

    // The store is away: what would be written now is written again when it is back.
    void keepForLater();
    void giveBack(const FeatureBatch& lost) { m_lacks = m_lacks || !lost.empty(); }
    void markAll() { m_lacks = true; }
    bool lacksNothing() const { return !m_lacks && m_marked.empty(); }

private:
    features::PublishedJob m_job;
    features::PublishedBatch m_pending, m_again;
    std::size_t m_sent = 0; // of m_pending
    bool m_lacks = false;   // the store lacks more than m_marked
    std::vector<std::pair<features::KeyKind, std::string>> m_marked;
    EventTime m_watermark{};
};

} // namespace tailrace::runtime
