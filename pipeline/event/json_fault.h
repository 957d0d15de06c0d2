// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace tailrace::event {

// Where things stand in a text that was refused. The decoder does not keep track of that, and its parser often cannot tell after a
// fault; so these read the text once more, with another parser, and only then. They allocate, and take some milliseconds for a
// text of a megabyte.

// The byte at which the text stops being JSON (RFC 8259), the first such byte; nothing when it is JSON. That is
// - of a character that fits nowhere, a bad escape or half a surrogate pair: the byte at which reading had to stop;
// - of a number, word or text that is well-formed and stands where none may (a missing comma or colon): its first byte;
// - of a number that no double holds: its first byte;
// - of what is no UTF-8: the first byte of the sequence;
// - of a text that ends too early: its length;
// - of something behind the end: its first byte.
std::optional<std::size_t> jsonFaultAt(std::string_view text);

// Where the value of the field of this path ("enrich.user.user_id") begins, with its quote: the first that is a text and not empty.
std::optional<std::size_t> textFieldAt(std::string_view json, std::string_view path);

} // namespace tailrace::event
