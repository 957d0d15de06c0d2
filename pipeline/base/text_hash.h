// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <functional>
#include <string_view>
#include <xxhash.h>

namespace tailrace {

// XXH3 over text, usable with std::string keys looked up by std::string_view.
struct TextHash {
    using is_transparent = void;
    using is_avalanching = void; // the bits are mixed well enough for boost to use them as they are
    std::size_t operator()(std::string_view text) const noexcept { return XXH3_64bits(text.data(), text.size()); }
};

template <class Key, class Value>
using TextMap = boost::unordered_flat_map<Key, Value, TextHash, std::equal_to<>>;

} // namespace tailrace
