// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "app/verify/feature.h"

namespace tailrace::verify {

// The features of one file of docs/features.md. Throws Unreadable with file and feature when a kind, column, window or member is
// not known, since then nothing could be recomputed.
std::vector<Feature> parseFeatures(std::string_view json, const std::string& fileName);

// Those of all *.json files in a folder, by file name.
std::vector<Feature> readFeatures(const std::filesystem::path& folder);

} // namespace tailrace::verify
