// SPDX-License-Identifier: Apache-2.0
#include "app/verify/feature_declarations.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

#include "app/verify/unreadable.h"

namespace tailrace::verify {
namespace {

using nlohmann::json;

template <class T>
using Named = std::pair<std::string_view, T>;

constexpr std::array<Named<KeyKind>, 3> KeyKinds{
    {{"shopper", KeyKind::Shopper}, {"session", KeyKind::Session}, {"viewer", KeyKind::Viewer}}};

constexpr std::array<Named<Column>, 9> Columns{{{"product.id", Column::ProductId}, {"product.category", Column::ProductCategory},
    {"product.brand", Column::ProductBrand}, {"product.price", Column::ProductPrice}, {"category", Column::Category},
    {"campaign", Column::Campaign}, {"platform", Column::Platform}, {"device_class", Column::DeviceClass}, {"page_url", Column::PageUrl}}};

constexpr std::array<Named<FeatureKind>, 25> Kinds{{{"count", FeatureKind::Count}, {"distinct_count", FeatureKind::DistinctCount},
    {"counts_by", FeatureKind::CountsBy}, {"top", FeatureKind::Top}, {"top_distinct", FeatureKind::TopDistinct},
    {"mean_of_first", FeatureKind::MeanOfFirst}, {"range", FeatureKind::Range}, {"net_value", FeatureKind::NetValue},
    {"orders", FeatureKind::Orders}, {"order_value", FeatureKind::OrderValue}, {"avg_order_value", FeatureKind::AvgOrderValue},
    {"ratio", FeatureKind::Ratio}, {"first_of", FeatureKind::FirstOf}, {"last_of", FeatureKind::LastOf}, {"list_of", FeatureKind::ListOf},
    {"weights_by", FeatureKind::WeightsBy}, {"recent", FeatureKind::Recent}, {"duration", FeatureKind::Duration},
    {"bounce", FeatureKind::Bounce}, {"viewer_status", FeatureKind::ViewerStatus}, {"watch_completion", FeatureKind::WatchCompletion},
    {"last_position", FeatureKind::LastPosition}, {"last_ad", FeatureKind::LastAd}, {"ads_clicked", FeatureKind::AdsClicked},
    {"ads_skipped", FeatureKind::AdsSkipped}}};

constexpr std::array<Named<std::int64_t>, 3> Windows{{{"5m", 300'000}, {"1h", 3'600'000}, {"24h", 86'400'000}}};

constexpr std::array<std::string_view, 14> Members{"name", "key", "events", "per_events", "where", "windows", "suffix", "aggregate", "of",
    "per", "cadence", "ttl", "meaning", "published"};

template <class T, std::size_t Size>
T named(const std::array<Named<T>, Size>& all, const json& name)
{
    const auto found = std::ranges::find(all, name.get<std::string>(), &Named<T>::first);
    if (found == all.end()) throw Unreadable("\"" + name.get<std::string>() + "\" is not known");
    return found->second;
}

std::vector<std::string> eventTypes(const json& list)
{
    auto types = list.get<std::vector<std::string>>();
    std::ranges::replace(types, std::string("search"), std::string("site_search"));
    return types;
}

Feature featureOf(const json& declared)
{
    for (const auto& member : declared.items()) {
        if (std::ranges::find(Members, member.key()) == Members.end()) throw Unreadable("\"" + member.key() + "\" is not known");
    }
    Feature feature;
    feature.name = declared.at("name").get<std::string>();
    feature.key = named(KeyKinds, declared.at("key"));
    feature.kind = named(Kinds, declared.at("aggregate"));
    feature.events = eventTypes(declared.at("events"));
    if (declared.contains("per_events")) feature.perEvents = eventTypes(declared.at("per_events"));
    if (declared.contains("where")) feature.pageUrlContains = declared.at("where").at("page_url_contains").get<std::string>();
    if (declared.contains("of")) feature.of = named(Columns, declared.at("of"));
    if (declared.contains("per")) feature.per = named(Columns, declared.at("per"));
    feature.meaning = declared.value("meaning", "");
    for (const json& window : declared.value("windows", json::array())) {
        feature.windows.push_back({declared.value("suffix", "_" + window.get<std::string>()), named(Windows, window)});
    }
    const bool isWindowed = feature.key == KeyKind::Shopper;
    if (declared.contains("suffix") && feature.windows.size() > 1) throw Unreadable("one suffix for several windows");
    if (isWindowed == feature.windows.empty()) throw Unreadable("windows are for shoppers, and needed there");
    if (!isWindowed) feature.windows.push_back({});
    return feature;
}

} // namespace

std::vector<Feature> parseFeatures(std::string_view text, const std::string& fileName)
{
    std::vector<Feature> features;
    std::string at = fileName;
    try {
        const json file = json::parse(text);
        for (const json& declared : file.at("features")) {
            at = fileName + ": features[" + std::to_string(features.size()) + "]";
            features.push_back(featureOf(declared));
        }
    } catch (const std::exception& error) {
        throw Unreadable(at + ": " + error.what());
    }
    return features;
}

std::vector<Feature> readFeatures(const std::filesystem::path& folder)
{
    std::vector<std::filesystem::path> files;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    }
    std::ranges::sort(files);
    std::vector<Feature> features;
    for (const auto& file : files) {
        std::ifstream stream(file, std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(stream), {}};
        std::ranges::move(parseFeatures(text, file.string()), std::back_inserter(features));
    }
    return features;
}

} // namespace tailrace::verify
