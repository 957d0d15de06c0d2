// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/telemetry/series.h"

namespace tailrace::telemetry {

// A Series that is kept rather than recorded into: its histograms in the bytes of Histogram::encode(), one behind the other, those
// without samples left out. A second of a run takes a kilobyte or two, where its Series takes most of a megabyte, so a run can
// keep every second of a day. Reading a histogram decodes it anew. A value; not thread-safe.
class PackedSeries {
public:
    struct Entry {
        std::string_view key;
        std::uint64_t samples = 0;
        std::span<const std::uint8_t> histogram; // as Histogram::encode() wrote it
    };

    PackedSeries() = default;
    explicit PackedSeries(const Series& series);

    // Takes over what Histogram::encode() wrote, after decoding it once. False, and nothing is added, when the bytes are damaged
    // or the key does not come after all others in the order of std::string. True for a histogram without samples, left out.
    [[nodiscard]] bool add(std::string_view key, std::span<const std::uint8_t> histogram);

    // Nothing where no samples were recorded.
    std::optional<Histogram> find(std::string_view key) const;
    // By ascending key. The views are valid until this object changes or goes.
    std::vector<Entry> entries() const;
    Series unpack() const;

    bool empty() const { return m_bytes.empty(); }
    std::size_t bytesHeld() const { return m_bytes.capacity(); }

private:
    void append(std::string_view key, std::uint64_t samples, std::span<const std::uint8_t> histogram);

    std::string m_bytes;         // key, samples, histogram; and so on
    std::size_t m_lastEntry = 0; // where in them the greatest key begins
};

void mergeInto(Series& sum, const PackedSeries& more);

} // namespace tailrace::telemetry
