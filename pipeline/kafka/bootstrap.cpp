// SPDX-License-Identifier: Apache-2.0
#include "pipeline/kafka/bootstrap.h"

#include <charconv>
#include <cstdint>
#include <string>

namespace tailrace::kafka {
namespace {

Error refusal(std::string_view why)
{
    return Error(ErrorCode::InvalidInput, "Kafka address: " + std::string(why) + "; give host:port, several with commas between them");
}

bool isPort(std::string_view text)
{
    std::uint16_t port = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), port);
    return problem == std::errc() && end == text.data() + text.size() && port > 0;
}

Result<void> checkBroker(std::string_view text)
{
    if (text.empty()) return refusal("an address is empty");
    if (text.find('@') != std::string_view::npos)
        return refusal("user and password cannot stand in it (a Kafka that asks for them is not supported)");
    if (text.find("://") != std::string_view::npos) return refusal("it has no scheme such as kafka://");
    const auto colon = text.rfind(':');
    const bool bracketed = text.front() == '[';
    const auto close = text.find(']');
    if (bracketed && close == std::string_view::npos) return refusal("the ] behind an IPv6 address is missing");
    if (colon == std::string_view::npos || (bracketed && colon != close + 1)) return refusal("the port is missing");
    const std::string_view host = bracketed ? text.substr(1, close - 1) : text.substr(0, colon);
    if (host.empty()) return refusal("the host is missing");
    if (host.find_first_of(" \t\r\n/[]\"'") != std::string_view::npos || (!bracketed && host.find(':') != std::string_view::npos))
        return refusal("the host holds a character that no host name has");
    if (!isPort(text.substr(colon + 1))) return refusal("the port is not a number from 1 to 65535");
    return {};
}

} // namespace

Result<void> checkBootstrap(std::string_view text)
{
    while (true) {
        const auto comma = text.find(',');
        if (auto checked = checkBroker(text.substr(0, comma)); !checked) return checked;
        if (comma == std::string_view::npos) return {};
        text.remove_prefix(comma + 1);
    }
}

} // namespace tailrace::kafka
