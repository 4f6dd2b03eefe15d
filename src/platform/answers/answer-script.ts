import { RedisScript } from '../redis/redis-script.js';

/**
 * KEYS: the answer, the tag of all answers; ARGV: its tags with a clock after each, the rest of it, milliseconds to live,
 * those of a tag. Keeps it if it is right: if none of its tags was changed after the value that has it was loaded, and
 * all are still known. The clocks differ, because values of one answer are of different ages.
 */
export const KEEP_ANSWER = new RedisScript(`
local keys, clocks = {}, {}
for tag, clock in string.gmatch(ARGV[1], '(%S+) (%S+)') do
  keys[#keys + 1] = 'tag:' .. tag
  clocks[#clocks + 1] = tonumber(clock)
end
for i, tag in ipairs(redis.call('MGET', unpack(keys))) do
  local seq = tag and string.match(tag, '^"(%d+)|')
  if not seq or tonumber(seq) > clocks[i] then return 0 end
end
local clock = redis.call('GET', 'cache:clock')
if not clock then return 0 end
redis.call('SET', KEYS[2], '"' .. clock .. '|00000000:0000000000000000"', 'NX', 'PX', ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
local tags = ARGV[1] .. ' ' .. string.sub(KEYS[2], 5) .. ' ' .. clock
redis.call('SET', KEYS[1], tags .. '\\n' .. ARGV[2], 'PX', ARGV[3])
return 1
`);
