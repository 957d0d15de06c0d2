// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/base/result.h"

namespace tailrace {

// A JSON document that remembers on which line each value stands, so that a bad file can be refused with
// "scenarios/sale.json:12: stages[1].rate: must be at least 0". For configuration, not for events.
class JsonField {
public:
    static Result<JsonField> parse(std::string_view text, std::string_view fileName);
    static Result<JsonField> load(const std::filesystem::path& file);

    const nlohmann::json& json() const { return *m_json; }
    bool has(std::string_view key) const;

    // A member or element. Missing or of the wrong kind: an error that names it.
    Result<JsonField> member(std::string_view key) const;
    Result<std::vector<JsonField>> elements() const;
    Result<double> number(std::string_view key, double least, double most) const;
    Result<std::string> text(std::string_view key) const; // not empty
    // "300ms", "2s", "5m", "1h", or a bare number of milliseconds; never negative.
    Result<std::chrono::nanoseconds> duration(std::string_view key) const;

    // The first member that is not among the known ones is an error: a misspelt field must not be ignored.
    Result<void> allowOnly(std::initializer_list<std::string_view> known) const;
    // An error at this field: "file:line: path: reason".
    Error error(std::string_view reason) const;

private:
    struct Document;
    JsonField(std::shared_ptr<const Document> document, const nlohmann::json& json, std::string path);
    std::string pathOf(std::string_view key) const;

    std::shared_ptr<const Document> m_document; // immutable
    const nlohmann::json* m_json;
    std::string m_path; // "stages[1].rate"
};

// "300ms", "2s", "1.5m", "1h", "250us"; bare numbers are not durations.
Result<std::chrono::nanoseconds> parseDuration(std::string_view text);

} // namespace tailrace
