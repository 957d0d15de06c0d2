// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace tailrace {

// Where the branches beside the shopper's path go: session updates, exposures, dead letters. Never blocks; an empty value is a
// tombstone. Thread-safe.
class SideOutput {
public:
    virtual ~SideOutput() = default;
    virtual void produce(std::string_view topic, std::string_view key, std::string_view value) = 0;
};

} // namespace tailrace
