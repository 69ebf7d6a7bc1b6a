-- Replaces each value that is still the one its writer has read, and returns for each whether it was: 1 or 0.
--
-- KEYS[i]        the key of value i
-- ARGV[3 i - 2]  the SHA-1 of what was read, in hexadecimal; empty when there was nothing
-- ARGV[3 i - 1]  the new value
-- ARGV[3 i]      how many milliseconds to keep it, 0 for ever

local swapped = {}
for i, key in ipairs(KEYS) do
  local read, value, keep = ARGV[3 * i - 2], ARGV[3 * i - 1], ARGV[3 * i]
  local stored = redis.call('GET', key)
  if (stored and redis.sha1hex(stored) or '') ~= read then
    swapped[i] = 0
  else
    if keep == '0' then
      redis.call('SET', key, value)
    else
      redis.call('SET', key, value, 'PX', keep)
    end
    swapped[i] = 1
  end
end
return swapped
