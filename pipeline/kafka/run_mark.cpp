// SPDX-License-Identifier: Apache-2.0
#include "pipeline/kafka/run_mark.h"

#include "pipeline/base/byte_field.h"

namespace tailrace::kafka {

RunMark::Bytes RunMark::encode(Incarnation run)
{
    Bytes bytes{};
    putField(bytes.data(), 0, run.value);
    return bytes;
}

std::optional<Incarnation> RunMark::decode(std::string_view bytes)
{
    if (bytes.size() != Bytes{}.size()) return std::nullopt;
    return Incarnation(fieldAt<std::uint64_t>(bytes.data(), 0));
}

} // namespace tailrace::kafka
