// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace tailrace::kafka {

// What a client has noticed of its connections.
struct ConnectionTrouble {
    std::string text;         // librdkafka's words of the first one
    bool everyBroker = false; // none can be reached any more
};

} // namespace tailrace::kafka
