// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <algorithm>
#include <fstream>
#include <set>

#include "pipeline/event/event_contract.h"
#include "pipeline/event/iso_time.h"
#include "tests/pipeline/event/padded_text.h"
#include "tests/pipeline/event/sample_events.h"

using namespace tailrace;
using namespace tailrace::event;
using nlohmann::json;

namespace {

json schemaFile(const std::string& name)
{
    return json::parse(std::ifstream(std::string(TAILRACE_SOURCE_DIR) + "/resources/schemas/" + name + ".schema.json"));
}

struct SchemaPlace {
    std::string pointer; // into an event: "/enrich/user"
    json schema;
};

// Every place that the schema describes. Of an array, the first element's.
void collectPlaces(const json& root, const json& schema, const std::string& pointer, std::vector<SchemaPlace>& out)
{
    const json& own = schema.contains("$ref") ? root.at(json::json_pointer(schema.at("$ref").get<std::string>().substr(1))) : schema;
    out.push_back({pointer, own});
    const auto members = own.value("properties", json::object());
    for (const auto& [name, member] : members.items()) collectPlaces(root, member, pointer + "/" + name, out);
    if (own.contains("prefixItems")) collectPlaces(root, own.at("prefixItems").at(0), pointer + "/0", out);
}

std::vector<SchemaPlace> eventPlaces()
{
    const auto schema = schemaFile("event");
    std::vector<SchemaPlace> places;
    collectPlaces(schema, schema, "", places);
    return places;
}

json eventWithEverything()
{
    auto event = fullEvent();
    event["payload"]["products"] = json::array({event["payload"]["product"]});
    return event;
}

std::string fieldOf(const std::string& pointer)
{
    auto field = pointer.substr(1);
    std::replace(field.begin(), field.end(), '/', '.');
    return field;
}

struct Outcome {
    RejectReason reason;
    std::string field;
};

Outcome check(const std::string& text)
{
    EventValidator validator;
    Event event;
    const PaddedText padded(text);
    const auto verdict = validator.check(padded.view(), parseIsoTime("2025-03-26T11:00:00Z").value(), event);
    return {verdict.reason, std::string(verdict.field)};
}

bool allowsType(const json& schema, const char* type)
{
    if (!schema.contains("type")) return true;
    const auto& types = schema.at("type");
    return types.is_array() ? std::find(types.begin(), types.end(), type) != types.end() : types == type;
}

} // namespace

// The published contract and the code that keeps it must not drift apart.
class EventSchemaTest : public QObject {
    Q_OBJECT

private slots:
    void refusesAnEventWithoutARequiredField()
    {
        int required = 0;
        for (const auto& place : eventPlaces()) {
            for (const auto& name : place.schema.value("required", json::array())) {
                const auto pointer = place.pointer + "/" + name.get<std::string>();
                const auto outcome = check(withoutValue(eventWithEverything(), pointer));
                QVERIFY2(outcome.reason != RejectReason::None, pointer.c_str());
                QCOMPARE(outcome.field, fieldOf(pointer));
                ++required;
            }
        }
        QCOMPARE(required, 5);
    }

    void acceptsAnEventWithoutAnyOneOtherField()
    {
        for (const auto& place : eventPlaces()) {
            const auto members = place.schema.value("properties", json::object());
            const auto required = place.schema.value("required", json::array());
            for (const auto& [name, ignored] : members.items()) {
                if (std::find(required.begin(), required.end(), name) != required.end()) continue;
                const auto pointer = place.pointer + "/" + name;
                QVERIFY2(check(withoutValue(eventWithEverything(), pointer)).reason == RejectReason::None, pointer.c_str());
            }
        }
    }

    void wantsOneOfTheTwoShoppers()
    {
        const auto schema = schemaFile("event");
        const auto& choices = schema.at("/properties/enrich/properties/user/anyOf"_json_pointer);
        QCOMPARE(choices.size(), std::size_t(2));
        auto none = eventWithEverything();
        for (const auto& choice : choices) none["enrich"]["user"].erase(choice.at("required").at(0).get<std::string>());
        QCOMPARE(check(none.dump()).reason, RejectReason::MissingShopper);
    }

    void takesEachTypeThatTheSchemaAllowsAndNoOther()
    {
        const std::vector<std::pair<const char*, json>> values{{"null", nullptr}, {"boolean", true}, {"string", "2025-03-26T10:56:46Z"},
            {"number", 1.5}, {"array", json::array()}, {"object", json::object()}};
        int checked = 0;
        for (const auto& place : eventPlaces()) {
            if (place.pointer.empty() || place.pointer.ends_with("/0")) continue;
            for (const auto& [type, value] : values) {
                const bool mayLackShopper = place.pointer == "/enrich/user" && std::string_view(type) == "object";
                const bool mayLackUser = place.pointer == "/enrich" && std::string_view(type) == "object";
                if (mayLackShopper || mayLackUser) continue;
                const bool isAccepted = check(withValue(eventWithEverything(), place.pointer, value)).reason == RejectReason::None;
                QVERIFY2(isAccepted == allowsType(place.schema, type), (place.pointer + " as " + type).c_str());
                ++checked;
            }
        }
        QVERIFY(checked > 150);
    }

    void statesTheLimitsOfTheCode()
    {
        const auto schema = schemaFile("event");
        const auto limitAt = [&schema](const char* pointer) { return schema.at(json::json_pointer(pointer)).get<std::size_t>(); };
        QCOMPARE(schema.at("/properties/id/pattern"_json_pointer).get<std::string>(), "^[ -~]{1," + std::to_string(IdSizeLimit) + "}$");
        QCOMPARE(limitAt("/properties/type/maxLength"), TypeSizeLimit);
        QCOMPARE(limitAt("/properties/enrich/properties/user/properties/user_id/maxLength"), ShopperSizeLimit);
        QCOMPARE(limitAt("/properties/enrich/properties/user/properties/domain_userid/maxLength"), ShopperSizeLimit);
    }

    void listsEveryReasonOfADeadLetter()
    {
        std::set<std::string> inCode;
        for (std::size_t i = 1; i < RejectReasonCount; ++i) inCode.emplace(rejectReasonName(static_cast<RejectReason>(i)));
        const auto listed = schemaFile("dead-letter").at("/properties/reason/enum"_json_pointer).get<std::set<std::string>>();
        QCOMPARE(listed, inCode);
    }
};

QTEST_GUILESS_MAIN(EventSchemaTest)
#include "event_schema_test.moc"
