// SPDX-License-Identifier: Apache-2.0
#include "pipeline/features/feature_file.h"

#include <algorithm>
#include <optional>
#include <regex>
#include <set>

#include "pipeline/base/located_json.h"

namespace tailrace::features {
namespace {

using std::chrono::milliseconds;

// What an aggregate reads beside the events.
struct Needs {
    bool text = false;   // "of" names a text column
    bool amount = false; // "of" names an amount
    bool per = false;    // "per" names a text column
};

Needs needsOf(Aggregate aggregate)
{
    switch (aggregate) {
    case Aggregate::DistinctCount:
    case Aggregate::CountsBy:
    case Aggregate::Top:
    case Aggregate::FirstOf:
    case Aggregate::LastOf:
    case Aggregate::ListOf:
    case Aggregate::WeightsBy:
    case Aggregate::Recent: return {.text = true};
    case Aggregate::TopDistinct: return {.text = true, .per = true};
    case Aggregate::MeanOfFirst: return {.amount = true, .per = true};
    case Aggregate::Range: return {.amount = true};
    default: return {};
    }
}

// The event without which the aggregate has nothing to say. None: any will do.
std::optional<event::EventType> neededType(Aggregate aggregate)
{
    switch (aggregate) {
    case Aggregate::Orders:
    case Aggregate::OrderValue:
    case Aggregate::AvgOrderValue: return event::EventType::CheckoutStep;
    case Aggregate::NetValue: return event::EventType::AddToCart;
    default: return std::nullopt;
    }
}

bool isViewerAggregate(Aggregate a) { return a >= Aggregate::ViewerStatus; }

// The value of a text member that is one of a closed set of names.
template <class Enum, class NameOf>
Result<Enum> choice(const JsonField& at, std::string_view key, Enum last, NameOf nameOf)
{
    const auto text = at.text(key);
    if (!text) return text.error();
    std::string known;
    for (int i = 0; i <= static_cast<int>(last); ++i) {
        const std::string_view name = nameOf(static_cast<Enum>(i));
        if (name == *text) return static_cast<Enum>(i);
        if (!name.empty()) known.append(known.empty() ? "" : ", ").append(name);
    }
    return at.member(key)->error("must be one of " + known);
}

Result<std::string> textOf(const JsonField& field)
{
    if (!field.json().is_string()) return field.error("must be a text");
    return field.json().get<std::string>();
}

Result<TypeMask> readTypes(const JsonField& at, std::string_view key)
{
    const auto list = at.member(key);
    if (!list) return list.error();
    const auto elements = list->elements();
    if (!elements) return elements.error();
    if (elements->empty()) return list->error("must name at least one event type, or \"*\"");
    TypeMask types = 0;
    for (const JsonField& element : *elements) {
        const auto name = textOf(element);
        if (!name) return name.error();
        const auto type = event::eventTypeFromName(*name);
        if (*name != "*" && type == event::EventType::Other) return element.error("is not a known event type");
        const TypeMask named = *name == "*" ? AllTypes : maskOf(type);
        if ((types & named) != 0)
            return element.error(*name == "*" || types == AllTypes ? "stands beside \"*\", which is all of them" : "stands twice");
        types |= named;
    }
    return types;
}

// A text, or a list of as many texts as there are windows.
Result<std::vector<milliseconds>> readCadences(const JsonField& at, std::size_t windows)
{
    const auto field = at.member("cadence");
    if (!field) return field.error();
    std::vector<JsonField> parts;
    if (field->json().is_array()) {
        const auto elements = field->elements();
        if (!elements) return elements.error();
        if (elements->size() != windows) return field->error("must name as many cadences as there are windows");
        parts = *elements;
    } else {
        parts.assign(windows, *field);
    }
    std::vector<milliseconds> cadences;
    for (const JsonField& part : parts) {
        const auto text = textOf(part);
        if (!text) return text.error();
        const auto cadence = parseDuration(*text);
        if (!cadence) return part.error(cadence.error().context());
        if (*cadence < std::chrono::seconds(1)) return part.error("must be at least 1s");
        cadences.push_back(std::chrono::duration_cast<milliseconds>(*cadence));
    }
    return cadences;
}

Result<milliseconds> windowSize(const JsonField& element)
{
    const auto name = textOf(element);
    if (!name) return name.error();
    if (*name == "5m") return milliseconds(std::chrono::minutes(5));
    if (*name == "1h") return milliseconds(std::chrono::hours(1));
    if (*name == "24h") return milliseconds(std::chrono::hours(24));
    return element.error("must be one of 5m, 1h, 24h");
}

Result<void> readWindows(const JsonField& at, FeatureDeclaration& out)
{
    if (out.key != KeyKind::Shopper) {
        for (const char* key : {"windows", "suffix"})
            if (at.has(key)) return at.member(key)->error("is only for features of a shopper");
        out.windows.push_back({});
    } else {
        const auto list = at.member("windows");
        if (!list) return list.error();
        const auto elements = list->elements();
        if (!elements) return elements.error();
        if (elements->empty()) return list->error("must name at least one window");
        for (const JsonField& element : *elements) {
            const auto size = windowSize(element);
            if (!size) return size.error();
            if (!out.windows.empty() && out.windows.back().size >= *size) return element.error("must be longer than the window before it");
            out.windows.push_back({.size = *size, .cadence = {}, .suffix = "_" + element.json().get<std::string>()});
        }
    }
    const auto cadences = readCadences(at, out.windows.size());
    if (!cadences) return cadences.error();
    for (std::size_t i = 0; i < out.windows.size(); ++i) out.windows[i].cadence = (*cadences)[i];
    if (!at.has("suffix")) return {};
    const auto suffix = textOf(*at.member("suffix"));
    if (!suffix) return suffix.error();
    static const std::regex Pattern("[a-z0-9_]*");
    if (out.windows.size() != 1) return at.member("suffix")->error("must stand with a single window");
    if (!std::regex_match(*suffix, Pattern)) return at.member("suffix")->error("must be made of a-z, 0-9 and _");
    out.windows.front().suffix = *suffix;
    return {};
}

Result<Column> readColumn(const JsonField& at, std::string_view key, bool amount)
{
    const auto column = choice(at, key, Column::ProductPrice, columnName);
    if (column && (*column == Column::ProductPrice) != amount)
        return at.member(key)->error(amount ? "must be product.price: the aggregate needs an amount"
                                            : "must be a text column, not an amount");
    return column;
}

Result<void> readColumns(const JsonField& at, FeatureDeclaration& out)
{
    const Needs needs = needsOf(out.aggregate);
    const std::string reason = "is not for the aggregate " + std::string(aggregateName(out.aggregate));
    if (!needs.text && !needs.amount && at.has("of")) return at.member("of")->error(reason);
    if (!needs.per && at.has("per")) return at.member("per")->error(reason);
    if (out.aggregate != Aggregate::Ratio && at.has("per_events")) return at.member("per_events")->error(reason);
    if (needs.text || needs.amount) {
        const auto of = readColumn(at, "of", needs.amount);
        if (!of) return of.error();
        out.of = *of;
    }
    if (needs.per) {
        const auto per = readColumn(at, "per", false);
        if (!per) return per.error();
        out.per = *per;
    }
    if (out.aggregate == Aggregate::Ratio) {
        const auto types = readTypes(at, "per_events");
        if (!types) return types.error();
        out.perEvents = *types;
    }
    return {};
}

Result<void> readWhere(const JsonField& at, FeatureDeclaration& out)
{
    if (!at.has("where")) return {};
    const auto where = at.member("where");
    if (auto known = where->allowOnly({"page_url_contains"}); !known) return known.error();
    auto text = where->text("page_url_contains");
    if (!text) return text.error();
    out.pageUrlContains = std::move(*text);
    return {};
}

Result<std::string> readName(const JsonField& at)
{
    static const std::regex Pattern("[a-z][a-z0-9_]*");
    auto name = at.text("name");
    if (name && !std::regex_match(*name, Pattern)) return at.member("name")->error("must be made of a-z, 0-9 and _, a letter first");
    return name;
}

Result<std::chrono::seconds> readTtl(const JsonField& at)
{
    const auto ttl = at.duration("ttl");
    if (!ttl) return ttl.error();
    if (*ttl < std::chrono::seconds(1)) return at.member("ttl")->error("must be at least 1s");
    return std::chrono::duration_cast<std::chrono::seconds>(*ttl);
}

Result<void> readPublished(const JsonField& at, FeatureDeclaration& out)
{
    if (!at.has("published")) return {};
    const auto field = at.member("published");
    if (auto known = field->allowOnly({"name", "windows", "lane", "differs"}); !known) return known.error();
    if (!at.has("ttl")) return field->error("needs a ttl beside it");
    const auto ttl = readTtl(at);
    if (!ttl) return ttl.error();
    PublishedForm form{.name = out.name, .sizes = {}, .ttl = *ttl, .lane = out.events, .differs = {}};
    if (field->has("name")) {
        const auto name = readName(*field);
        if (!name) return name.error();
        form.name = *name;
    }
    if (field->has("lane")) {
        const auto lane = readTypes(*field, "lane");
        if (!lane) return lane.error();
        form.lane = *lane;
    }
    if (field->has("differs")) {
        auto differs = field->text("differs");
        if (!differs) return differs.error();
        form.differs = std::move(*differs);
    }
    if (field->has("windows")) {
        const auto elements = field->member("windows")->elements();
        if (!elements) return elements.error();
        for (const JsonField& element : *elements) {
            const auto size = windowSize(element);
            if (!size) return size.error();
            form.sizes.push_back(*size);
        }
    } else {
        for (const FeatureWindow& window : out.windows) form.sizes.push_back(window.size);
    }
    for (const auto size : form.sizes)
        if (std::none_of(out.windows.begin(), out.windows.end(), [size](const auto& w) { return w.size == size; }))
            return field->member("windows")->error("must be among the feature's windows");
    out.published = std::move(form);
    return {};
}

Result<FeatureDeclaration> readFeature(const JsonField& at)
{
    if (auto known = at.allowOnly({"name", "key", "events", "where", "windows", "suffix", "aggregate", "of", "per", "per_events", "cadence",
            "ttl", "meaning", "published"});
        !known)
        return known.error();
    FeatureDeclaration out;
    const auto name = readName(at);
    if (!name) return name.error();
    out.name = *name;
    const auto key = choice(at, "key", KeyKind::Viewer, keyKindName);
    if (!key) return key.error();
    out.key = *key;
    const auto aggregate = choice(at, "aggregate", Aggregate::AdsSkipped, aggregateName);
    if (!aggregate) return aggregate.error();
    out.aggregate = *aggregate;
    if (isViewerAggregate(out.aggregate) != (out.key == KeyKind::Viewer))
        return at.member("aggregate")
            ->error(
                "and the key do not fit: a viewer's features are viewer_status, watch_completion, last_position, last_ad, ads_clicked and ads_skipped");
    const auto events = readTypes(at, "events");
    if (!events) return events.error();
    out.events = *events;
    if (const auto needed = neededType(out.aggregate); needed && (out.events & maskOf(*needed)) == 0)
        return at.member("events")->error("must name " + std::string(event::eventTypeName(*needed)) + ": without it the aggregate "
            + std::string(aggregateName(out.aggregate)) + " has nothing to say");
    auto meaning = at.text("meaning");
    if (!meaning) return meaning.error();
    out.meaning = std::move(*meaning);
    if (at.has("ttl")) {
        if (const auto ttl = readTtl(at); !ttl) return ttl.error();
    }
    for (auto* read : {readColumns, readWhere, readWindows, readPublished})
        if (auto done = read(at, out); !done) return done.error();
    return out;
}

// Two features must not write the same field.
class FieldNames {
public:
    Result<void> add(const JsonField& at, const FeatureDeclaration& feature)
    {
        for (const FeatureWindow& window : feature.windows) {
            const std::string field = feature.name + window.suffix;
            // Of every key in the store, beside its features (docs/feature-store.md).
            if (field == "as_of" || field == "version")
                return at.member("name")->error("gives the field " + field + ", which says how fresh the others are");
            if (!m_fields.emplace(feature.key, field).second) return at.member("name")->error("is already the name of a field: " + field);
        }
        return {};
    }

private:
    std::set<std::pair<KeyKind, std::string>> m_fields;
};

Result<void> readDocument(const JsonField& document, FieldNames& names, std::vector<FeatureDeclaration>& out)
{
    if (auto known = document.allowOnly({"$schema", "version", "features"}); !known) return known.error();
    if (const auto version = document.number("version", 1, 1); !version) return version.error();
    const auto list = document.member("features");
    if (!list) return list.error();
    const auto elements = list->elements();
    if (!elements) return elements.error();
    for (const JsonField& element : *elements) {
        auto feature = readFeature(element);
        if (!feature) return feature.error();
        if (auto added = names.add(element, *feature); !added) return added.error();
        out.push_back(std::move(*feature));
    }
    return {};
}

} // namespace

Result<std::vector<FeatureDeclaration>> parseFeatures(std::string_view text, std::string_view fileName)
{
    const auto document = JsonField::parse(text, fileName);
    if (!document) return document.error();
    FieldNames names;
    std::vector<FeatureDeclaration> features;
    if (auto read = readDocument(*document, names, features); !read) return read.error();
    return features;
}

Result<std::vector<FeatureDeclaration>> readFeatureFile(const std::filesystem::path& file)
{
    const auto document = JsonField::load(file);
    if (!document) return document.error();
    FieldNames names;
    std::vector<FeatureDeclaration> features;
    if (auto read = readDocument(*document, names, features); !read) return read.error();
    return features;
}

Result<std::vector<FeatureDeclaration>> readFeatureFolder(const std::filesystem::path& folder)
{
    std::error_code failed;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failed))
        if (entry.path().extension() == ".json") files.push_back(entry.path());
    if (failed || files.empty()) return Error(ErrorCode::NotFound, folder.string() + ": has no feature declarations (*.json)");
    std::sort(files.begin(), files.end());
    FieldNames names;
    std::vector<FeatureDeclaration> features;
    for (const auto& file : files) {
        const auto document = JsonField::load(file);
        if (!document) return document.error();
        if (auto read = readDocument(*document, names, features); !read) return read.error();
    }
    return features;
}

Result<FeatureSet> loadFeatureSet(const std::filesystem::path& folder, Profile profile)
{
    auto declared = readFeatureFolder(folder);
    if (!declared) return declared.error();
    return FeatureSet::compile(std::move(*declared), profile);
}

} // namespace tailrace::features
