// SPDX-License-Identifier: Apache-2.0
#include "app/verify/cut.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/verify/unreadable.h"

namespace tailrace::verify {
namespace {

using nlohmann::json;

template <class Number>
Number parsed(const std::string& text, int base)
{
    Number number{};
    const char* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, number, base);
    if (result.ec != std::errc() || result.ptr != end) throw Unreadable("\"" + text + "\" is not a number");
    return number;
}

Cut headerOf(const json& line)
{
    if (line.at("cut") != 1) throw Unreadable("a cut of version " + line.at("cut").dump());
    Cut cut;
    cut.incarnation = parsed<std::uint64_t>(line.at("incarnation").get<std::string>(), 16);
    cut.position = line.at("position").get<std::uint64_t>();
    cut.asOf = line.at("as_of").get<std::int64_t>();
    for (const auto& [partition, next] : line.at("applied").items()) {
        cut.nextSequence[parsed<std::int32_t>(partition, 10)] = next.get<std::uint64_t>();
    }
    return cut;
}

SessionLine sessionOf(const json& line)
{
    return {line.at("shopper").get<std::string>(), line.at("first").get<std::int64_t>(), line.at("last").get<std::int64_t>(),
        line.at("events").get<std::uint64_t>(), line.at("page_views").get<std::uint64_t>(), line.at("product_views").get<std::uint64_t>(),
        line.at("cart_adds").get<std::uint64_t>(), line.at("cart_removes").get<std::uint64_t>(), line.at("checkouts").get<std::uint64_t>(),
        line.at("closed").get<bool>()};
}

LedgerTerms ledgerOf(const json& line)
{
    return {line.at("accepted").get<std::uint64_t>(), line.at("applied").get<std::uint64_t>(), line.at("duplicate").get<std::uint64_t>(),
        line.at("late").get<std::uint64_t>()};
}

void readMember(Cut& cut, const json& line)
{
    if (line.contains("key")) {
        const bool isNew = cut.keys.try_emplace(line.at("key").get<std::string>(), line.at("fields").get<Fields>()).second;
        if (!isNew) throw Unreadable("the key " + line.at("key").get<std::string>() + " stands there twice");
    } else if (line.contains("session")) {
        cut.sessions.push_back(sessionOf(line.at("session")));
    } else if (line.contains("ledger")) {
        cut.ledger = ledgerOf(line.at("ledger"));
    } else {
        throw Unreadable("neither a key nor a session, a ledger, a header or an end");
    }
}

} // namespace

std::vector<Cut> readCuts(std::istream& stream, const std::string& fileName)
{
    std::vector<Cut> cuts;
    std::optional<Cut> open;
    std::size_t number = 0;
    try {
        for (std::string text; std::getline(stream, text);) {
            ++number;
            const json line = json::parse(text);
            if (line.contains("cut") != !open) throw Unreadable(open ? "the cut before has no end" : "no header before this");
            if (!open) {
                open = headerOf(line);
                open->origin = fileName + ":" + std::to_string(number);
            } else if (line.contains("end")) {
                if (!open->ledger) throw Unreadable("the cut has no ledger");
                cuts.push_back(std::move(*open));
                open.reset();
            } else {
                readMember(*open, line);
            }
        }
        if (open) throw Unreadable("the last cut has no end");
    } catch (const std::exception& error) {
        throw Unreadable(fileName + ":" + std::to_string(number) + ": " + error.what());
    }
    return cuts;
}

std::vector<Cut> readCutFolder(const std::filesystem::path& folder)
{
    std::vector<Cut> cuts;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
        if (entry.path().extension() != ".jsonl") continue;
        std::ifstream stream(entry.path(), std::ios::binary);
        std::ranges::move(readCuts(stream, entry.path().string()), std::back_inserter(cuts));
    }
    std::ranges::sort(cuts, {}, [](const Cut& cut) { return std::pair(cut.position, cut.asOf); });
    return cuts;
}

} // namespace tailrace::verify
