// SPDX-License-Identifier: Apache-2.0
#include "pipeline/base/located_json.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <limits>
#include <numeric>

#include "pipeline/base/json_line_map.h"

namespace tailrace {
namespace {

constexpr std::size_t SizeLimit = std::size_t{1} << 20;
constexpr double LongestDurationNanos = 9.0e18; // what std::chrono::nanoseconds can hold, rounded down

std::string plainNumber(double value)
{
    char digits[64];
    const bool isPlain = std::abs(value) < 1e15 && (value == 0.0 || std::abs(value) >= 1e-6);
    const auto format = isPlain ? std::chars_format::fixed : std::chars_format::general;
    const auto end = std::to_chars(digits, digits + sizeof digits, value, format).ptr;
    return {digits, end};
}

std::string rangeReason(double least, double most)
{
    if (std::isinf(most)) return "must be at least " + plainNumber(least);
    if (std::isinf(least)) return "must be at most " + plainNumber(most);
    return "must be between " + plainNumber(least) + " and " + plainNumber(most);
}

std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

std::string unknownFieldReason(std::string_view key, std::initializer_list<std::string_view> known)
{
    std::string_view closest;
    std::size_t closestDistance = 3;
    std::string list;
    for (const auto name : known) {
        list.append(list.empty() ? "" : ", ").append(name);
        const auto distance = editDistance(key.substr(0, 64), name);
        if (distance < closestDistance && distance < name.size()) {
            closest = name;
            closestDistance = distance;
        }
    }
    if (!closest.empty()) return std::string("is not a known field; did you mean \"").append(closest).append("\"?");
    return "is not a known field; known are: " + list;
}

double nanosPerUnit(std::string_view unit)
{
    static constexpr std::pair<std::string_view, double> Units[] = {{"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}};
    const auto* found = std::find_if(std::begin(Units), std::end(Units), [unit](const auto& u) { return u.first == unit; });
    return found == std::end(Units) ? 0.0 : found->second;
}

Result<std::chrono::nanoseconds> durationOfNanos(double nanos)
{
    if (!(nanos >= 0.0 && nanos <= LongestDurationNanos))
        return Error(ErrorCode::InvalidInput, nanos < 0.0 ? "must not be negative" : "is too long");
    return std::chrono::nanoseconds(std::llround(nanos));
}

} // namespace

struct JsonField::Document {
    std::string fileName;
    nlohmann::json root;
    JsonLineMap lines;
};

JsonField::JsonField(std::shared_ptr<const Document> document, const nlohmann::json& json, std::string path)
    : m_document(std::move(document)),
      m_json(&json),
      m_path(std::move(path))
{}

Result<JsonField> JsonField::parse(std::string_view text, std::string_view fileName)
{
    if (text.size() > SizeLimit) return Error(ErrorCode::InvalidInput, locatedReason(fileName, 1, {}, "is larger than 1 MiB"));
    auto document = std::make_shared<Document>();
    document->fileName = fileName;
    if (auto parsed = parseWithLines(text, fileName, document->root, document->lines); !parsed) return parsed.error();
    const auto& root = document->root;
    return JsonField(std::move(document), root, {});
}

Result<JsonField> JsonField::load(const std::filesystem::path& file)
{
    std::error_code failure;
    if (!std::filesystem::exists(file, failure)) return Error(ErrorCode::NotFound, file.string() + ": there is no such file");
    if (!std::filesystem::is_regular_file(file, failure)) return Error(ErrorCode::InvalidInput, file.string() + ": is not a file");
    std::ifstream in(file, std::ios::binary);
    std::string text(SizeLimit + 1, '\0'); // one more than allowed, so that parse() sees an excess
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (in.bad() || (in.fail() && !in.eof())) return Error(ErrorCode::Io, file.string() + ": cannot be read");
    text.resize(static_cast<std::size_t>(in.gcount()));
    return parse(text, file.string());
}

bool JsonField::has(std::string_view key) const { return m_json->is_object() && m_json->contains(key); }

Result<JsonField> JsonField::member(std::string_view key) const
{
    if (!m_json->is_object()) return error("must be an object");
    const auto found = m_json->find(key);
    if (found == m_json->end())
        return Error(ErrorCode::InvalidInput, locatedReason(m_document->fileName, m_document->lines.at(m_json), pathOf(key), "is missing"));
    return JsonField(m_document, *found, pathOf(key));
}

Result<std::vector<JsonField>> JsonField::elements() const
{
    if (!m_json->is_array()) return error("must be a list");
    std::vector<JsonField> fields;
    fields.reserve(m_json->size());
    for (const auto& element : *m_json) fields.push_back(JsonField(m_document, element, jsonElementPath(m_path, fields.size())));
    return fields;
}

Result<double> JsonField::number(std::string_view key, double least, double most) const
{
    const auto field = member(key);
    if (!field) return field.error();
    if (!field->json().is_number()) return field->error("must be a number");
    const auto value = field->json().get<double>();
    if (!(value >= least && value <= most)) return field->error(rangeReason(least, most));
    return value;
}

Result<std::string> JsonField::text(std::string_view key) const
{
    const auto field = member(key);
    if (!field) return field.error();
    if (!field->json().is_string()) return field->error("must be a text");
    auto value = field->json().get<std::string>();
    if (value.empty()) return field->error("must not be empty");
    return value;
}

Result<std::chrono::nanoseconds> JsonField::duration(std::string_view key) const
{
    const auto field = member(key);
    if (!field) return field.error();
    const auto& value = field->json();
    if (!value.is_number() && !value.is_string()) return field->error("must be a duration such as \"300ms\", or a number of milliseconds");
    auto parsed =
        value.is_number() ? durationOfNanos(value.get<double>() * nanosPerUnit("ms")) : parseDuration(value.get_ref<const std::string&>());
    if (!parsed) return field->error(parsed.error().context());
    return parsed;
}

Result<void> JsonField::allowOnly(std::initializer_list<std::string_view> known) const
{
    if (!m_json->is_object()) return error("must be an object");
    std::size_t firstLine = std::numeric_limits<std::size_t>::max();
    std::string firstKey;
    for (const auto& [key, value] : m_json->items()) {
        const auto line = m_document->lines.at(&value);
        if (std::find(known.begin(), known.end(), key) == known.end() && line < firstLine) {
            firstLine = line;
            firstKey = key;
        }
    }
    if (firstLine == std::numeric_limits<std::size_t>::max()) return {};
    return Error(ErrorCode::InvalidInput,
        locatedReason(m_document->fileName, firstLine, pathOf(firstKey), unknownFieldReason(firstKey, known)));
}

Error JsonField::error(std::string_view reason) const
{
    return {ErrorCode::InvalidInput, locatedReason(m_document->fileName, m_document->lines.at(m_json), m_path, reason)};
}

std::string JsonField::pathOf(std::string_view key) const { return jsonMemberPath(m_path, key); }

Result<std::chrono::nanoseconds> parseDuration(std::string_view text)
{
    double number = 0.0;
    const bool startsWithDigit = !text.empty() && text.front() >= '0' && text.front() <= '9';
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    const auto unit = text.substr(static_cast<std::size_t>(parsed.ptr - text.data()));
    const auto nanosPerOne = nanosPerUnit(unit);
    if (!startsWithDigit || parsed.ec != std::errc() || nanosPerOne == 0.0)
        return Error(ErrorCode::InvalidInput, "must be a duration such as \"250us\", \"300ms\", \"2s\", \"1.5m\" or \"1h\"");
    return durationOfNanos(number * nanosPerOne);
}

} // namespace tailrace
