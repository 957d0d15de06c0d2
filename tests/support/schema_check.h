// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

namespace tailrace::test {

// Checks a value against the part of JSON Schema that our schemas use; returns what is wrong first, empty when nothing is.
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

inline std::string schemaViolation(const nlohmann::json& schema, const nlohmann::json& value, const std::string& at = "$")
{
    if (schema.contains("type")) {
        const auto& type = schema["type"];
        bool ok = false;
        for (const auto& one : type.is_array() ? type : nlohmann::json::array({type})) ok = ok || isOfType(value, one.get<std::string>());
        if (!ok) return at + ": is not of type " + type.dump();
    }
    if (schema.contains("enum")) {
        bool known = false;
        for (const auto& one : schema["enum"]) known = known || one == value;
        if (!known) return at + ": " + value.dump() + " is not in the enum";
    }
    if (schema.contains("minimum") && value.is_number() && value < schema["minimum"]) return at + ": below the minimum";
    if (schema.contains("maximum") && value.is_number() && value > schema["maximum"]) return at + ": above the maximum";
    for (const auto& name : schema.value("required", nlohmann::json::array()))
        if (!value.contains(name.get<std::string>())) return at + ": lacks " + name.get<std::string>();
    const auto properties = schema.value("properties", nlohmann::json::object());
    if (value.is_object()) {
        for (const auto& [name, member] : value.items()) {
            if (!properties.contains(name)) {
                const auto others = schema.value("additionalProperties", nlohmann::json(true));
                if (others == false) return at + ": has the unknown member " + name;
                if (!others.is_object()) continue;
                if (auto wrong = schemaViolation(others, member, at + "." + name); !wrong.empty()) return wrong;
                continue;
            }
            if (auto wrong = schemaViolation(properties[name], member, at + "." + name); !wrong.empty()) return wrong;
        }
    }
    if (value.is_array() && schema.contains("items"))
        for (std::size_t i = 0; i < value.size(); ++i)
            if (auto wrong = schemaViolation(schema["items"], value[i], at + "[" + std::to_string(i) + "]"); !wrong.empty()) return wrong;
    return {};
}

inline nlohmann::json loadSchema(const std::string& name)
{
    std::ifstream file(std::string(TAILRACE_SOURCE_DIR) + "/resources/schemas/" + name);
    return nlohmann::json::parse(file);
}

} // namespace tailrace::test
