// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "pipeline/base/clock.h"
#include "pipeline/runtime/child_process.h"
#include "pipeline/runtime/servers.h"

namespace tailrace::headless {

// tailrace-observer as a child, from the main thread. It watches from start() to finish().
class ObserverChild {
public:
    // Returns when it watches.
    Result<void> start(const runtime::Servers& servers, std::int32_t partitions, const std::filesystem::path& file);
    // What it has seen: when the store was seen to hold which event, by id.
    using Seen = std::map<std::string, Stamp>;
    Result<Seen> finish();

private:
    runtime::ChildProcess m_child;
    std::filesystem::path m_file;
};

} // namespace tailrace::headless
