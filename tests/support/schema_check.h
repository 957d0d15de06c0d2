// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

namespace tailrace::test {

inline bool isOfType(const nlohmann::json& value, const std::string& type)
{
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    if (type == "boolean") return value.is_boolean();
    return type == "null" && value.is_null();
}

// The part of JSON Schema that our schemas of what we write use; each check returns what is wrong first.
class SchemaCheck {
public:
    explicit SchemaCheck(const nlohmann::json& root) : m_root(root) {}

    std::string violation(const nlohmann::json& schema, const nlohmann::json& value, const std::string& at) const
    {
        if (schema.contains("$ref")) {
            const nlohmann::json::json_pointer target(schema["$ref"].get<std::string>().substr(1)); // "#/$defs/row"
            return violation(m_root.at(target), value, at);
        }
        if (auto wrong = ownViolation(schema, value, at); !wrong.empty()) return wrong;
        if (value.is_object()) return memberViolation(schema, value, at);
        if (!value.is_array() || !schema.contains("items")) return {};
        for (std::size_t i = 0; i < value.size(); ++i)
            if (auto wrong = violation(schema["items"], value[i], at + "[" + std::to_string(i) + "]"); !wrong.empty()) return wrong;
        return {};
    }

private:
    static std::string ownViolation(const nlohmann::json& schema, const nlohmann::json& value, const std::string& at)
    {
        if (schema.contains("type")) {
            const auto& type = schema["type"];
            bool ok = false;
            for (const auto& one : type.is_array() ? type : nlohmann::json::array({type}))
                ok = ok || isOfType(value, one.get<std::string>());
            if (!ok) return at + ": is not of type " + type.dump();
        }
        if (schema.contains("enum")) {
            bool known = false;
            for (const auto& one : schema["enum"]) known = known || one == value;
            if (!known) return at + ": " + value.dump() + " is not in the enum";
        }
        if (schema.contains("minimum") && value.is_number() && value < schema["minimum"]) return at + ": below the minimum";
        if (schema.contains("maximum") && value.is_number() && value > schema["maximum"]) return at + ": above the maximum";
        return {};
    }

    std::string memberViolation(const nlohmann::json& schema, const nlohmann::json& value, const std::string& at) const
    {
        for (const auto& name : schema.value("required", nlohmann::json::array()))
            if (!value.contains(name.get<std::string>())) return at + ": lacks " + name.get<std::string>();
        const auto properties = schema.value("properties", nlohmann::json::object());
        const auto others = schema.value("additionalProperties", nlohmann::json(true));
        for (const auto& [name, member] : value.items()) {
            const bool known = properties.contains(name);
            if (!known && others == false) return at + ": has the unknown member " + name;
            if (!known && !others.is_object()) continue;
            if (auto wrong = violation(known ? properties[name] : others, member, at + "." + name); !wrong.empty()) return wrong;
        }
        return {};
    }

    const nlohmann::json& m_root;
};

// What is wrong first with the value; empty when nothing is.
inline std::string schemaViolation(const nlohmann::json& schema, const nlohmann::json& value)
{
    return SchemaCheck(schema).violation(schema, value, "$");
}

inline nlohmann::json loadSchema(const std::string& name)
{
    std::ifstream file(std::string(TAILRACE_SOURCE_DIR) + "/resources/schemas/" + name);
    return nlohmann::json::parse(file);
}

} // namespace tailrace::test
