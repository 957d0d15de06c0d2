// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/series.h"

namespace tailrace::telemetry {

std::string seriesKey(Stage stage, Population population, Share share)
{
    const auto index = static_cast<std::size_t>(stage);
    std::string key(StageKeys[index]);
    // The last two stages exist for requests only and need no suffix to say so.
    if (population == Population::Requests && index < StagesOfAll) key += ".request";
    if (share == Share::Waiting) key += ".waiting";
    return key;
}

std::vector<std::string> allSeriesKeys()
{
    std::vector<std::string> keys;
    for (const Share share : {Share::Whole, Share::Waiting}) {
        for (std::size_t i = 0; i < StagesOfAll; ++i) keys.push_back(seriesKey(static_cast<Stage>(i), Population::All, share));
        for (std::size_t i = 0; i < StageCount; ++i) keys.push_back(seriesKey(static_cast<Stage>(i), Population::Requests, share));
    }
    for (const char* key : {FreshnessKey, TotalKey, UncorrectedFreshnessKey, UncorrectedTotalKey}) keys.emplace_back(key);
    return keys;
}

void mergeInto(Series& sum, const Series& more)
{
    for (const auto& [key, histogram] : more) sum[key].merge(histogram);
}

} // namespace tailrace::telemetry
