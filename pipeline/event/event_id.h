// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <xxhash.h>

namespace tailrace::event {

// By which events are told apart. Stands in checkpoints: changing it makes them unreadable.
inline std::uint64_t eventIdHash(std::string_view id) { return XXH3_64bits(id.data(), id.size()); }

} // namespace tailrace::event
