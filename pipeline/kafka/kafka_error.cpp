// SPDX-License-Identifier: Apache-2.0
#include "pipeline/kafka/kafka_error.h"

namespace tailrace::kafka {
namespace {

ErrorCode codeOf(rd_kafka_resp_err_t code)
{
    switch (code) {
    case RD_KAFKA_RESP_ERR__QUEUE_FULL: return ErrorCode::Full;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE: return ErrorCode::OutOfRange;
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__MSG_TIMED_OUT:
    case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT: return ErrorCode::Timeout;
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__RESOLVE:
    case RD_KAFKA_RESP_ERR__WAIT_COORD:
    case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION:
    case RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE: return ErrorCode::Unavailable;
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART: return ErrorCode::NotFound;
    case RD_KAFKA_RESP_ERR__INVALID_ARG:
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE: return ErrorCode::InvalidInput;
    case RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION: return ErrorCode::Unsupported;
    case RD_KAFKA_RESP_ERR__FENCED: return ErrorCode::Fenced;
    case RD_KAFKA_RESP_ERR__FATAL: return ErrorCode::Internal;
    default: return ErrorCode::Unavailable;
    }
}

} // namespace

Error toError(rd_kafka_resp_err_t code, std::string_view doing)
{
    return {codeOf(code), std::string(doing) + ": " + rd_kafka_err2str(code)};
}

} // namespace tailrace::kafka
