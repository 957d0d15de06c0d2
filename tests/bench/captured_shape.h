// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace tailrace::bench {

// A slim event in the shape and size of the captured ones: most of it is fields that nobody reads.
inline std::string inCapturedShape(std::string_view slim)
{
    std::string text(slim.substr(0, slim.size() - 1));
    text +=
        R"(,"client":{"useragent":"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0",)"
        R"("browser":{"online":true,"webdriver":false,"deviceMemory":8,"viewport":"2006x1280","documentSize":"2006x1280","colorDepth":24}},)"
        R"("performance":{)";
    for (int i = 0; i < 24; ++i) text += "\"responseStart" + std::to_string(i) + "\":" + std::to_string(658 + i) + ".9000000357628,";
    text += R"("type":"navigate"},"contexts":{)";
    for (int i = 0; i < 14; ++i) text += "\"data_product_" + std::to_string(i) + R"(":"629c8220-9aa0-4784-8d41-d90f16f70dde",)";
    return text + R"("name":"Product list view"}})";
}

} // namespace tailrace::bench
