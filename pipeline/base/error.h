// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <system_error>
#include <utility>

namespace tailrace {

// What went wrong, in the terms in which a caller decides what to do next.
enum class ErrorCode {
    InvalidInput = 1, // the caller's or the user's data is wrong; trying again does not help
    NotFound,
    Unavailable, // a server or a file system is away; try again later
    Timeout,     // a deadline passed; the outcome is unknown
    Full,        // a bounded resource has no room now
    Fenced,      // a newer owner exists; this one must stop
    OutOfRange,  // a position that no longer (or does not yet) exist
    Corrupt,     // stored bytes fail their checksum or their format
    Io,          // the operating system refused; see the context
    Unsupported,
    Closed,
    Internal
};

const std::error_category& errorCategory() noexcept;
std::error_code make_error_code(ErrorCode code) noexcept;

// An expected failure: a code to decide by, and a sentence for a person.
class Error {
public:
    Error(ErrorCode code, std::string context) : m_code(code), m_context(std::move(context)) {}

    ErrorCode code() const { return m_code; }
    const std::string& context() const { return m_context; }
    bool isRetriable() const;
    bool isFatal() const;

    // "unavailable: Redis at /run/x.sock does not answer"
    std::string message() const;

private:
    ErrorCode m_code;
    std::string m_context;
};

} // namespace tailrace

template <>
struct std::is_error_code_enum<tailrace::ErrorCode> : std::true_type {};
