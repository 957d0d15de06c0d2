// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "pipeline/collector/collector.h"
#include "pipeline/runtime/shard_counts.h"
#include "pipeline/sessionize/session.h"

namespace tailrace::runtime {

// The lines of docs/cuts.md, each appended with its line end, but for a key's, which is made field by field.
void appendCutHeader(std::string& out, Incarnation incarnation, const collector::CutMark& mark);
void appendCutSession(std::string& out, std::string_view shopper, const sessionize::Session& session, bool isOpen);
// `counts`: of all partitions together.
void appendCutEnd(std::string& out, std::uint64_t accepted, const ShardCounts& counts);

void beginCutKey(std::string& out, std::string_view key);
void appendCutField(std::string& out, std::string_view field, std::string_view text);
void endCutKey(std::string& out);

} // namespace tailrace::runtime
