// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace tailrace::redis {

// Stores one batch. KEYS: the partition's cell, then the keys of the values. ARGV: epoch, incarnation, next, position rule, then for each
// key its field names and values as one text: MessagePack strings, one behind the other; empty: delete the key; a number (CE) and a string:
// a plain text with that time to live in seconds. One text, because each argument of its own costs Redis another object and another
// string of Lua's. Returns 1, or 0 when the cell is already beyond: at the same position time may have passed, so values may have fallen.
//
// Numbers of 64 bits do not fit Lua's doubles, so they are compared as decimal text. A script that fails keeps what it wrote before: the
// cell is therefore written last. A newer epoch is recorded even when there is nothing else to do, so that the older writer is
// fenced from then on. A key with more than MostPackedTexts comes several times, because Lua's C stack holds 8000 values.
inline constexpr std::size_t MostPackedTexts = 4000;
inline constexpr std::string_view FeatureScript = R"lua(
local function below(a, b) return #a < #b or (#a == #b and a < b) end
local call, cellKey, epoch, incarnation, next, rule = redis.call, KEYS[1], ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local cell = call('HMGET', cellKey, 'epoch', 'incarnation', 'next')
if cell[1] and below(epoch, cell[1]) then
    return redis.error_reply('FENCED a writer with a higher epoch owns this partition')
end
if rule == 'advance' and cell[2] == incarnation and cell[3] and below(next, cell[3]) then
    if cell[1] ~= epoch then call('HSET', cellKey, 'epoch', epoch) end
    return 0
end
local unpackTexts, byte = cmsgpack.unpack, string.byte
for k = 2, #KEYS do
    local packed = ARGV[k + 3]
    if packed == '' then
        call('DEL', KEYS[k])
    elseif byte(packed) == 0xCE then
        call('SETEX', KEYS[k], unpackTexts(packed))
    else
        call('HSET', KEYS[k], unpackTexts(packed))
    end
end
if rule ~= 'leave' then
    call('HSET', cellKey, 'epoch', epoch, 'incarnation', incarnation, 'next', next)
elseif cell[1] ~= epoch then
    call('HSET', cellKey, 'epoch', epoch)
end
return 1
)lua";

// Stores the positions of batches whose values stand before it in the same transaction (BatchTransaction says when that may be).
// KEYS: the cells. ARGV: what INFO errorstats said when they were read, epoch, then of each cell incarnation and next. Returns 1; 0 and
// nothing stored when an error has happened since, for it may have been that of a value.
inline constexpr std::string_view PositionScript = R"lua(
local call = redis.call
if call('INFO', 'errorstats') ~= ARGV[1] then return 0 end
for k = 1, #KEYS do
    call('HSET', KEYS[k], 'epoch', ARGV[2], 'incarnation', ARGV[2 * k + 1], 'next', ARGV[2 * k + 2])
end
return 1
)lua";

} // namespace tailrace::redis
