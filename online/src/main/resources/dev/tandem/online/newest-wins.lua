-- Stores each row that is newer than what its key holds, and returns how many were.
--
-- KEYS[i]        the key of row i
-- ARGV[2 i - 1]  the packed row
-- ARGV[2 i]      how many milliseconds to keep it, 0 for ever
--
-- Which of two rows is newer is decided by their bytes from offset 7 on, compared as unsigned numbers (docs/row-format.md).
-- Lua's own < is not used: it compares strings by the collation of the server's locale.

local sub, byte, floor, min = string.sub, string.byte, math.floor, math.min

local ORDER = 8 -- offset 7, as Lua counts
local EVENT_TIME = 8 -- bytes from there

local function is_newer(row, stored)
  local first, last = 1, min(#row, #stored)
  -- Mostly the event times differ, and looking at their bytes is quickest.
  for i = 1, min(EVENT_TIME, last) do
    local new, old = byte(row, i), byte(stored, i)
    if new ~= old then
      return new > old
    end
  end
  -- Otherwise the stretch that holds the first difference is halved until one byte is left.
  if sub(row, 1, last) == sub(stored, 1, last) then
    return #row > #stored
  end
  while first < last do
    local middle = floor((first + last) / 2)
    if sub(row, first, middle) == sub(stored, first, middle) then
      first = middle + 1
    else
      last = middle
    end
  end
  return byte(row, first) > byte(stored, first)
end

local written = 0
for i, key in ipairs(KEYS) do
  local row, keep = ARGV[2 * i - 1], ARGV[2 * i]
  local ordered = sub(row, ORDER)
  local stored = redis.call('GETRANGE', key, ORDER - 1, -1)
  if ordered == stored then
    -- A replay changes nothing, but for how long the row is kept: a view's ttl may have changed since.
    if keep == '0' then
      redis.call('PERSIST', key)
    else
      redis.call('PEXPIRE', key, keep)
    end
  elseif is_newer(ordered, stored) then
    if keep == '0' then
      redis.call('SET', key, row)
    else
      redis.call('SET', key, row, 'PX', keep)
    end
    written = written + 1
  end
end
return written
