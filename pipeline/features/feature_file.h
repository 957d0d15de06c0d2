// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "pipeline/base/result.h"
#include "pipeline/features/feature_set.h"

namespace tailrace::features {

// The declarations of one file; an error names file, line and field.
Result<std::vector<FeatureDeclaration>> readFeatureFile(const std::filesystem::path& file);
Result<std::vector<FeatureDeclaration>> parseFeatures(std::string_view text, std::string_view fileName);

// Of all *.json files of a folder, in the order of their names.
Result<std::vector<FeatureDeclaration>> readFeatureFolder(const std::filesystem::path& folder);

// The same, compiled.
Result<FeatureSet> loadFeatureSet(const std::filesystem::path& folder, Profile profile);

} // namespace tailrace::features
