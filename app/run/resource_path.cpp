// SPDX-License-Identifier: Apache-2.0
#include "app/run/resource_path.h"

#include <cstdlib>

namespace tailrace::run {

Result<std::filesystem::path> resourcePath()
{
    namespace fs = std::filesystem;
    std::error_code failed;
    if (const char* given = std::getenv("TAILRACE_RESOURCES")) {
        if (fs::is_directory(fs::path(given) / "scenarios", failed)) return fs::path(given);
        return Error(ErrorCode::NotFound, std::string("TAILRACE_RESOURCES names ") + given + ", which has no folder scenarios");
    }
    const fs::path program = fs::read_symlink("/proc/self/exe", failed).parent_path();
    for (const fs::path& candidate : {program / ".." / "share" / "tailrace", fs::path(TAILRACE_SOURCE_RESOURCES)}) {
        if (fs::is_directory(candidate / "scenarios", failed)) return candidate.lexically_normal();
    }
    return Error(ErrorCode::NotFound, "the folder with scenarios and budgets; set TAILRACE_RESOURCES to it");
}

} // namespace tailrace::run
