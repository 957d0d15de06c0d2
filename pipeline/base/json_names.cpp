// SPDX-License-Identifier: Apache-2.0
#include "pipeline/base/json_names.h"

#include <algorithm>
#include <system_error>

namespace tailrace {

std::vector<std::string> jsonNamesIn(const std::filesystem::path& folder)
{
    std::vector<std::string> names;
    std::error_code failed;
    for (std::filesystem::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
        if (at->path().extension() == ".json") names.push_back(at->path().stem().string());
    }
    std::ranges::sort(names);
    return names;
}

std::string jsonNamesText(const std::filesystem::path& folder)
{
    std::string text;
    for (const std::string& name : jsonNamesIn(folder)) text += (text.empty() ? "" : ", ") + name;
    return text.empty() ? "(none found in " + folder.string() + ")" : text;
}

} // namespace tailrace
