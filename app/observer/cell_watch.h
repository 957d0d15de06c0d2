// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <hiredis.h>

namespace tailrace::observer {

// Looks again and again how far the feature store says it is: the field `next` of each partition's cell, which the engine writes behind the
// values of a batch. Who sees a cell at N sees the values of all events below N. One thread.
class CellWatch {
public:
    // From `atNanos` on (monotonic) the store holds all of the partition's events below `next`. It came to hold them between two looks:
    // that is the middle of the two replies.
    struct Step {
        std::int32_t partition = 0;
        std::uint64_t next = 0;
        std::int64_t atNanos = 0;
    };

    // `address`: unix:/path or host:port. Empty on success, else what is wrong.
    std::string connect(const std::string& address);
    // Until `stop`. Empty, else why it ended early.
    std::string watch(std::int32_t partitions, const std::atomic<bool>& stop);
    const std::vector<Step>& steps() const { return m_steps; }

private:
    struct Free {
        void operator()(redisContext* context) const { redisFree(context); }
    };
    struct Look {
        std::uint64_t next = 0;
        std::int64_t atNanos = 0; // when the reply was here
    };
    std::string look(std::vector<Look>& last);

    std::unique_ptr<redisContext, Free> m_redis;
    std::vector<Step> m_steps;
};

} // namespace tailrace::observer
