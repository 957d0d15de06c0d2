// SPDX-License-Identifier: Apache-2.0
#include "pipeline/redis/redis_address.h"

#include <charconv>
#include <optional>

namespace tailrace::redis {
namespace {

constexpr std::string_view Forms = "; give redis://[user:password@]host[:port][/database], unix:/path/to/redis.sock or host:port";

Error refusal(std::string_view why) { return Error(ErrorCode::InvalidInput, "Redis address: " + std::string(why) + std::string(Forms)); }

template <class Number>
std::optional<Number> parseNumber(std::string_view text)
{
    Number number{};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<std::string> percentDecoded(std::string_view text)
{
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded.push_back(text[i]);
            continue;
        }
        if (i + 2 >= text.size()) return std::nullopt;
        unsigned value = 0;
        const auto [end, problem] = std::from_chars(&text[i + 1], &text[i + 1] + 2, value, 16);
        if (problem != std::errc() || end != &text[i + 1] + 2) return std::nullopt;
        decoded.push_back(static_cast<char>(value));
        i += 2;
    }
    return decoded;
}

Result<void> parseLogin(std::string_view text, RedisAddress& address)
{
    const auto colon = text.find(':');
    if (colon == std::string_view::npos)
        return refusal("before the @ stands no colon between user and password (no user: redis://:password@host)");
    auto user = percentDecoded(text.substr(0, colon));
    auto password = percentDecoded(text.substr(colon + 1));
    if (!user || !password) return refusal("a % in user or password must be followed by two hexadecimal digits (%25 is a % itself)");
    if (password->empty()) return refusal("the password is empty");
    address.user = std::move(*user);
    address.password = std::move(*password);
    return {};
}

Result<void> parseHost(std::string_view text, RedisAddress& address)
{
    std::string_view portText;
    if (text.starts_with('[')) { // an IPv6 address
        const auto close = text.find(']');
        if (close == std::string_view::npos) return refusal("the ] behind an IPv6 address is missing");
        address.host = text.substr(1, close - 1);
        text.remove_prefix(close + 1);
        if (!text.empty() && text.front() != ':') return refusal("behind ] stands something other than a port");
    } else {
        const auto colon = text.find(':');
        address.host = text.substr(0, colon);
        text.remove_prefix(address.host.size());
    }
    if (address.host.empty()) return refusal("the host is missing");
    if (address.host.find_first_of(" \t\r\n@/") != std::string::npos) return refusal("the host holds a character that no host name has");
    if (text.empty()) return {};
    const auto port = parseNumber<std::uint16_t>(text.substr(1));
    if (!port || *port == 0) return refusal("the port is not a number from 1 to 65535");
    address.port = *port;
    return {};
}

Result<RedisAddress> parseUrl(std::string_view rest)
{
    RedisAddress address;
    // A password may hold an unescaped @ or /: the last @ ends it.
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
        if (auto login = parseLogin(rest.substr(0, at), address); !login) return login.error();
        rest.remove_prefix(at + 1);
    }
    if (const auto slash = rest.find('/'); slash != std::string_view::npos) {
        const auto text = rest.substr(slash + 1);
        const auto database = text.empty() ? std::optional<std::uint32_t>(0) : parseNumber<std::uint32_t>(text);
        if (!database) return refusal("the database behind the / is not a number");
        address.database = *database;
        rest = rest.substr(0, slash);
    }
    if (auto host = parseHost(rest, address); !host) return host.error();
    return address;
}

} // namespace

Result<RedisAddress> RedisAddress::parse(std::string_view text)
{
    if (text.starts_with("redis://")) return parseUrl(text.substr(8));
    if (text.starts_with("rediss://"))
        return Error(ErrorCode::Unsupported,
            "Redis address: TLS (rediss://) is not built in; run a tunnel such as stunnel and point at its local end");
    if (text.starts_with("unix:")) {
        RedisAddress address;
        address.unixPath = text.substr(5);
        if (address.unixPath.starts_with("//")) address.unixPath.erase(0, 2);
        if (!address.unixPath.starts_with('/')) return refusal("unix: must be followed by an absolute path");
        if (address.unixPath.size() > 107) return refusal("a Unix socket's path has at most 107 bytes");
        return address;
    }
    if (text.find("://") != std::string_view::npos) return refusal("unknown scheme");
    RedisAddress address;
    if (auto host = parseHost(text, address); !host) return host.error();
    return address;
}

std::string RedisAddress::display() const
{
    if (!unixPath.empty()) return "unix:" + unixPath;
    const bool bracketed = host.find(':') != std::string::npos;
    std::string text = "redis://" + (bracketed ? '[' + host + ']' : host) + ':' + std::to_string(port);
    if (database != 0) text += '/' + std::to_string(database);
    return text;
}

} // namespace tailrace::redis
