// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace tailrace::event {

// Where things stand in a text that was refused. The decoder does not keep track of that, and its parser often cannot tell after a
// fault; so these read the text once more, with another parser, and only then. They allocate, and take some milliseconds for a
// text of a megabyte.

// Where the text stops being JSON (RFC 8259); nothing when it is JSON. No byte before it can be blamed but in the third case, in which the
// misplaced token begins before it. That is
// - of a character that fits nowhere, a bad escape or half a surrogate pair: the byte at which reading had to stop;
// - of a number, word or text that is well-formed and stands where none may (a missing comma or colon): its first byte;
// - of one that stands where none may and is no whole token either (`{f`, `[1t2`, `[0-`): the byte at which reading it had to stop;
// - of a number that no double holds: its first byte;
// - of what is no UTF-8: the first byte of the sequence;
// - of a text that ends too early: its length;
// - of something behind the end: its first byte.
std::optional<std::size_t> jsonFaultAt(std::string_view text);

// Where the value of the field of this path ("enrich.user.user_id") begins, with its quote: the first that is a text and not empty.
std::optional<std::size_t> textFieldAt(std::string_view json, std::string_view path);

} // namespace tailrace::event
