import { RedisScript } from '../redis/redis-script.js';

// KEYS: the sorted set, and a hash beside it. The hash has `epoch`, which tells it from one that was lost; `turn`, which
// counts; `base`, the turn of the list that was kept last; `floor:score` and `floor:member`, the last of that list when
// there are more than it holds; and `of:<member>`, turn and score of what is known of a member since, also of one that is
// not in the set: with a later list it may belong there. Either key may be evicted without the other: the set always has
// the member `#`, behind all others, so that one that was made anew shows.

/**
 * Takes a turn: what is read from the database from now on is newer than what others read before their turn. ARGV: epoch
 * of a new ranking, whether to begin one, its lifetime in seconds until there is a list.
 */
export const BEGIN = new RedisScript(`
  if ARGV[2] == '0' and redis.call('HEXISTS', KEYS[2], 'epoch') == 0 then return false end
  if redis.call('HSETNX', KEYS[2], 'epoch', ARGV[1]) == 1 then redis.call('EXPIRE', KEYS[2], ARGV[3]) end
  return {redis.call('HGET', KEYS[2], 'epoch'), redis.call('HINCRBY', KEYS[2], 'turn', 1)}`);

const BELOW = `
  local function below(score, member)
    local floor = tonumber(redis.call('HGET', KEYS[2], 'floor:score') or '-1')
    return score < floor or (score == floor and member < redis.call('HGET', KEYS[2], 'floor:member'))
  end`;

/** ARGV: epoch, turn, lifetime in seconds, whether there are more, then score and member of the first ones, in order. */
export const REPLACE = new RedisScript(`${BELOW}
  local turn = tonumber(ARGV[2])
  if redis.call('HGET', KEYS[2], 'epoch') ~= ARGV[1] then return 0 end
  if tonumber(redis.call('HGET', KEYS[2], 'base') or '0') > turn then return 0 end
  local newer = {}
  local fields = redis.call('HGETALL', KEYS[2])
  for i = 1, #fields, 2 do
    local member = string.match(fields[i], '^of:(.*)$')
    local since, score = string.match(fields[i + 1], '^(%d+) (%d+)$')
    if member and since and tonumber(since) > turn then
      newer[member] = tonumber(score)
    elseif member then
      redis.call('HDEL', KEYS[2], fields[i])
    end
  end
  redis.call('DEL', KEYS[1])
  redis.call('ZADD', KEYS[1], -1, '#')
  redis.call('HDEL', KEYS[2], 'floor:score', 'floor:member')
  for i = 5, #ARGV, 2 do redis.call('ZADD', KEYS[1], ARGV[i], ARGV[i + 1]) end
  if ARGV[4] == '1' then
    redis.call('HSET', KEYS[2], 'floor:score', ARGV[#ARGV - 1], 'floor:member', ARGV[#ARGV])
  end
  for member, score in pairs(newer) do
    if score > 0 and not below(score, member) then
      redis.call('ZADD', KEYS[1], score, member)
    else
      redis.call('ZREM', KEYS[1], member)
    end
  end
  redis.call('HSET', KEYS[2], 'base', turn)
  redis.call('EXPIRE', KEYS[1], ARGV[3])
  redis.call('EXPIRE', KEYS[2], ARGV[3])
  return 1`);

/** ARGV: epoch, turn, then score and member of those that changed. */
export const CHANGE = new RedisScript(`${BELOW}
  local turn = tonumber(ARGV[2])
  if redis.call('HGET', KEYS[2], 'epoch') ~= ARGV[1] then return 0 end
  local base = redis.call('HGET', KEYS[2], 'base')
  if base and not redis.call('ZSCORE', KEYS[1], '#') then return redis.call('DEL', KEYS[2]) end
  for i = 3, #ARGV, 2 do
    local score, member = tonumber(ARGV[i]), ARGV[i + 1]
    local known = string.match(redis.call('HGET', KEYS[2], 'of:' .. member) or base or '0', '^%d+')
    if tonumber(known) < turn then
      redis.call('HSET', KEYS[2], 'of:' .. member, ARGV[2] .. ' ' .. ARGV[i])
      if base and score > 0 and not below(score, member) then
        redis.call('ZADD', KEYS[1], score, member)
      elseif base then
        redis.call('ZREM', KEYS[1], member)
      end
    end
  end
  return 1`);

/** ARGV: how many. Members and scores in turn; nothing when it is not known who they are. */
export const READ = new RedisScript(`
  if redis.call('HEXISTS', KEYS[2], 'base') == 0 or not redis.call('ZSCORE', KEYS[1], '#') then return false end
  local isMore = redis.call('HEXISTS', KEYS[2], 'floor:score') == 1
  if isMore and redis.call('ZCARD', KEYS[1]) - 1 < tonumber(ARGV[1]) then return false end
  return redis.call('ZREVRANGEBYSCORE', KEYS[1], '+inf', '(0', 'WITHSCORES', 'LIMIT', 0, ARGV[1])`);
