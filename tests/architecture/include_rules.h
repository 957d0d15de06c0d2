// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/architecture/source_tree.h"

namespace tailrace::architecture {

// What a file may include, judged from the file alone:
//   layers     app -> ui -> pipeline, never the other way, and nothing of ours reaches into tests;
//   verifier   app/verify shares no code with anything else of ours;
//   Qt         only in ui and app/desktop;
//   adapters   librdkafka only in pipeline/kafka and app/broker, hiredis only in pipeline/redis;
//   spelling   our own headers by their full path from the root, or an arrow would not show.
class IncludeRules {
public:
    std::vector<Finding> check(const SourceFile& file) const;

private:
    std::optional<std::string> complaint(const std::string& path, const Include& include) const;
};

// "QString", "QtCore/qobject.h", "qstring.h"
bool isQtHeader(std::string_view target);

} // namespace tailrace::architecture
