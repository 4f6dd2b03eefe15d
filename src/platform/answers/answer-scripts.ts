import { RedisScript } from '../redis/redis-script.js';

// An answer is right when none of its tags was changed after the value that has it was loaded, and all are still known.
// Tags come as texts with a clock after each: values of one answer are of different ages.
const CHECK = `
local function isRight(tags)
  local keys, clocks = {}, {}
  for tag, clock in string.gmatch(tags, '(%S+) (%S+)') do
    keys[#keys + 1] = 'tag:' .. tag
    clocks[#clocks + 1] = tonumber(clock)
  end
  for i, tag in ipairs(redis.call('MGET', unpack(keys))) do
    local seq = tag and string.match(tag, '^"(%d+)|')
    if not seq or tonumber(seq) > clocks[i] then return false end
  end
  return true
end
`;

/** KEYS: the answer. Returns its tags, times, headers and body; nil when there is none that is right. */
export const FIND_ANSWER = new RedisScript(`${CHECK}
local kept = redis.call('HMGET', KEYS[1], 'tags', 'times', 'headers', 'body')
if not kept[4] or not isRight(kept[1]) then return false end
return kept
`);

/**
 * KEYS: the answer, the tag of all answers; ARGV: tags, times, headers, body, milliseconds to live, those of a tag. Keeps
 * it if it is right.
 */
export const KEEP_ANSWER = new RedisScript(`${CHECK}
local clock = redis.call('GET', 'cache:clock')
if not clock or not isRight(ARGV[1]) then return 0 end
redis.call('SET', KEYS[2], '"' .. clock .. '|00000000:0000000000000000"', 'NX', 'PX', ARGV[6])
local tags = ARGV[1] .. ' ' .. string.sub(KEYS[2], 5) .. ' ' .. clock
redis.call('HSET', KEYS[1], 'tags', tags, 'times', ARGV[2], 'headers', ARGV[3], 'body', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 1
`);
