import { RedisScript } from '../redis/redis-script.js';

// An answer is right when none of its tags was changed after its values were loaded, and all of them are still known.
const CHECK = `
local function isRight(tags, clock)
  local names = {}
  for tag in string.gmatch(tags, '%S+') do names[#names + 1] = 'tag:' .. tag end
  for _, tag in ipairs(redis.call('MGET', unpack(names))) do
    local seq = tag and string.match(tag, '^"(%d+)|')
    if not seq or tonumber(seq) > tonumber(clock) then return false end
  end
  return true
end
`;

/** KEYS: the answer. Returns its tags, clock, times, headers and body; nil when there is none that is right. */
export const FIND_ANSWER = new RedisScript(`${CHECK}
local kept = redis.call('HMGET', KEYS[1], 'tags', 'clock', 'times', 'headers', 'body')
if not kept[5] or not isRight(kept[1], kept[2]) then return false end
return kept
`);

/** KEYS: the answer; ARGV: tags, clock, times, headers, body, milliseconds to live. Keeps it if it is right. */
export const KEEP_ANSWER = new RedisScript(`${CHECK}
if not isRight(ARGV[1], ARGV[2]) then return 0 end
redis.call('HSET', KEYS[1], 'tags', ARGV[1], 'clock', ARGV[2], 'times', ARGV[3], 'headers', ARGV[4], 'body', ARGV[5])
redis.call('PEXPIRE', KEYS[1], ARGV[6])
return 1
`);
