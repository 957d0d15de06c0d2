// SPDX-License-Identifier: Apache-2.0
#include "app/headless/features_command.h"

#include <cstdio>

#include "app/headless/failed.h"
#include "app/headless/feature_cost.h"
#include "app/run/resource_path.h"
#include "pipeline/features/feature_file.h"

namespace tailrace::headless {
namespace {

std::string windowsOf(const features::FeatureDeclaration& feature)
{
    std::string text;
    for (const features::FeatureWindow& window : feature.windows) {
        if (window.size.count() == 0) return "all";
        const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(window.size).count();
        text += text.empty() ? "" : ",";
        text += minutes < 60 ? std::to_string(minutes) + "m" : std::to_string(minutes / 60) + "h";
    }
    return text;
}

void print(const features::FeatureDeclaration& feature)
{
    std::printf("%-27s %-8s %-10s %8.0f  %s\n", feature.name.c_str(), std::string(features::keyKindName(feature.key)).c_str(),
        windowsOf(feature).c_str(), costPerEvent(feature).count(), feature.meaning.c_str());
}

void printPublished(const features::FeatureDeclaration& feature)
{
    if (!feature.published) return;
    std::printf("%-27s %-8s %-10s %6llds  %s%s%s\n", feature.published->name.c_str(),
        std::string(features::keyKindName(feature.key)).c_str(), windowsOf(feature).c_str(),
        static_cast<long long>(feature.published->ttl.count()), feature.meaning.c_str(), feature.published->differs.empty() ? "" : " ",
        feature.published->differs.c_str());
}

} // namespace

int listFeatures(std::filesystem::path folder, const std::string& profile)
{
    if (folder.empty()) {
        const auto resources = run::resourcePath();
        if (!resources) return wrongUsage(resources.error());
        folder = *resources / "features";
    }
    const auto declared = features::readFeatureFolder(folder);
    if (!declared) return wrongUsage(declared.error());
    const auto kind = features::profileOf(profile);
    if (!kind) return wrongUsage(kind.error());
    const bool isPublished = *kind == features::Profile::Published;
    if (const auto set = features::FeatureSet::compile(*declared, *kind); !set) return wrongUsage(set.error());
    std::printf("%-27s %-8s %-10s %8s  %s\n", "NAME", "KEY", "WINDOWS", isPublished ? "TTL" : "NS/EVENT", "MEANING");
    for (const auto& feature : *declared) {
        if (isPublished) {
            printPublished(feature);
        } else {
            print(feature);
        }
    }
    return ExitOk;
}

} // namespace tailrace::headless
