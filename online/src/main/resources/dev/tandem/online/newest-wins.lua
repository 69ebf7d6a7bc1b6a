-- Stores each row that is newer than what its key holds, and returns how many were.
--
-- KEYS[i]        the key of row i
-- ARGV[2 i - 1]  the packed row
-- ARGV[2 i]      how many milliseconds to keep it, 0 for ever
--
-- Which of two rows is newer is decided by their bytes from offset 7 on, compared as unsigned numbers (docs/row-format.md).
-- Lua's own < is not used: it compares strings by the collation of the server's locale.

local call, sub, byte, floor, min = redis.call, string.sub, string.byte, math.floor, math.min

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

local function store_if_absent(key, row, keep)
  if keep == '0' then
    return call('SET', key, row, 'NX')
  end
  return call('SET', key, row, 'NX', 'PX', keep)
end

local function store(key, row, keep)
  if keep == '0' then
    call('SET', key, row)
  else
    call('SET', key, row, 'PX', keep)
  end
end

local function keep_on(key, keep)
  if keep == '0' then
    call('PERSIST', key)
  else
    call('PEXPIRE', key, keep)
  end
end

-- Calls are what a script spends its time on. A store that is being filled takes one for each row, one that is being brought up to date two:
-- whether the key before this one was absent says which is to be expected.
local keys, arguments = KEYS, ARGV
local written, expect_absent = 0, true
for i = 1, #keys do
  local key, row, keep = keys[i], arguments[2 * i - 1], arguments[2 * i]
  if expect_absent and store_if_absent(key, row, keep) then
    written = written + 1
  else
    local ordered = sub(row, ORDER)
    local stored = call('GETRANGE', key, ORDER - 1, -1)
    expect_absent = stored == ''
    if ordered == stored then
      -- A replay changes nothing, but for how long the row is kept: a view's ttl may have changed since.
      keep_on(key, keep)
    elseif is_newer(ordered, stored) then
      store(key, row, keep)
      written = written + 1
    end
  end
end
return written
