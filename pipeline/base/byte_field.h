// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/endian/conversion.hpp>
#include <cstddef>
#include <cstring>

namespace tailrace {

// A number at a fixed place of a binary layout, little-endian. The caller has checked that the bytes are there.
template <class T>
void putField(char* bytes, std::size_t at, T value)
{
    const T little = boost::endian::native_to_little(value);
    std::memcpy(bytes + at, &little, sizeof little);
}

template <class T>
T fieldAt(const char* bytes, std::size_t at)
{
    T little{};
    std::memcpy(&little, bytes + at, sizeof little);
    return boost::endian::little_to_native(little);
}

} // namespace tailrace
