// SPDX-License-Identifier: Apache-2.0
#include "pipeline/base/error.h"

namespace tailrace {
namespace {

const char* name(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidInput: return "invalid input";
    case ErrorCode::NotFound: return "not found";
    case ErrorCode::Unavailable: return "unavailable";
    case ErrorCode::Timeout: return "timed out";
    case ErrorCode::Full: return "full";
    case ErrorCode::Fenced: return "fenced by a newer owner";
    case ErrorCode::OutOfRange: return "out of range";
    case ErrorCode::Corrupt: return "corrupt";
    case ErrorCode::Io: return "input/output error";
    case ErrorCode::Unsupported: return "not supported";
    case ErrorCode::Closed: return "closed";
    case ErrorCode::Internal: return "internal error";
    }
    return "unknown error";
}

class TailraceCategory final : public std::error_category {
public:
    const char* name() const noexcept override { return "tailrace"; }
    std::string message(int value) const override { return tailrace::name(static_cast<ErrorCode>(value)); }
};

} // namespace

const std::error_category& errorCategory() noexcept
{
    static const TailraceCategory category;
    return category;
}

std::error_code make_error_code(ErrorCode code) noexcept { return {static_cast<int>(code), errorCategory()}; }

bool Error::isRetriable() const { return m_code == ErrorCode::Unavailable || m_code == ErrorCode::Timeout || m_code == ErrorCode::Full; }

bool Error::isFatal() const { return m_code == ErrorCode::Fenced || m_code == ErrorCode::Corrupt || m_code == ErrorCode::Internal; }

std::string Error::message() const { return std::string(name(m_code)) + ": " + m_context; }

} // namespace tailrace
