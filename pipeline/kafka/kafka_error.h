// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <librdkafka/rdkafka.h>
#include <string_view>

#include "pipeline/base/result.h"

namespace tailrace::kafka {

// The one place where librdkafka's codes become ours.
Error toError(rd_kafka_resp_err_t code, std::string_view doing);

} // namespace tailrace::kafka
