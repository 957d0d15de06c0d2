// SPDX-License-Identifier: Apache-2.0
#include "tests/architecture/include_rules.h"

#include <algorithm>
#include <array>
#include <regex>

namespace tailrace::architecture {
namespace {

// Lower layers first: a file may include its own layer and those before it.
constexpr std::array<std::string_view, 4> Layers{"pipeline", "ui", "app", "tests"};

std::size_t layerOf(std::string_view path)
{
    const auto layer = std::ranges::find(Layers, path.substr(0, path.find('/')));
    return static_cast<std::size_t>(layer - Layers.begin());
}

bool isUnder(std::string_view path, std::string_view folder) { return path.starts_with(folder); }

bool isGenerated(std::string_view target) { return target.ends_with(".moc") || target.starts_with("moc_") || target.starts_with("ui_"); }

struct Library {
    std::string_view name;
    std::regex header;
    std::vector<std::string_view> folders; // the only ones that may know it
};

const std::array<Library, 2>& libraries()
{
    static const std::array<Library, 2> all{
        Library{"librdkafka", std::regex("^(librdkafka/.*|rdkafka.*\\.h)$"), {"pipeline/kafka/", "app/broker/", "app/observer/"}},
        Library{"hiredis", std::regex("^(hiredis/.*|hiredis.*\\.h)$"), {"pipeline/redis/", "app/observer/"}}};
    return all;
}

std::optional<std::string> libraryComplaint(std::string_view path, const std::string& target)
{
    for (const Library& library : libraries()) {
        const auto allowed = std::ranges::any_of(library.folders, [&](auto folder) { return isUnder(path, folder); });
        if (!allowed && std::regex_match(target, library.header)) {
            return std::string(library.name) + " is known only to " + std::string(library.folders.front()) + ": <" + target + ">";
        }
    }
    return std::nullopt;
}

} // namespace

bool isQtHeader(std::string_view target)
{
    static const std::regex header("^(Q[A-Z]\\w*|Qt[A-Z0-9]\\w*(/.*)?|q[a-z0-9_]+\\.h)$");
    return std::regex_match(target.begin(), target.end(), header);
}

std::vector<Finding> IncludeRules::check(const SourceFile& file) const
{
    std::vector<Finding> findings;
    for (const Include& include : includesOf(file.text)) {
        if (auto text = complaint(file.path, include)) findings.push_back({file.path, include.line, std::move(*text)});
    }
    return findings;
}

std::optional<std::string> IncludeRules::complaint(const std::string& path, const Include& include) const
{
    const std::string& target = include.target;
    const bool inTests = isUnder(path, "tests/");
    if (target.empty()) return "an include must name its file";
    if (isQtHeader(target) && !inTests && !isUnder(path, "ui/") && !isUnder(path, "app/desktop/")) return "includes Qt: <" + target + ">";
    if (!inTests) {
        if (auto text = libraryComplaint(path, target)) return text;
    }
    const auto layer = layerOf(target);
    if (target.find("../") != std::string::npos || (include.quoted && layer == Layers.size() && !isGenerated(target))) {
        return "spell our headers by their full path from the root: \"" + target + "\"";
    }
    if (layer == Layers.size()) return std::nullopt;
    if (layer > layerOf(path)) return "the arrow runs up: \"" + target + "\"";
    if (isUnder(path, "app/verify/") && !isUnder(target, "app/verify/")) return "the verifier shares no code: \"" + target + "\"";
    if (isUnder(path, "app/observer/") && !isUnder(target, "app/observer/")) return "the observer shares no code: \"" + target + "\"";
    return std::nullopt;
}

} // namespace tailrace::architecture
