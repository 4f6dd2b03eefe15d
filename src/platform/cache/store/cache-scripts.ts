import { RedisScript } from '../../redis/redis-script.js';

// One step each, so that nobody sees a tag changed and a value not yet wrong, or the other way round.
//
// The clock counts changes. It is never behind the time in microseconds, so that it goes on upwards on a Redis that
// was emptied, or that has taken over and knows less than the one before it.
//
// `cache:furthest` is the latest position of any change: a tag that is not there, because Redis needed its room, may
// have been changed there. Where that is unknown, whoever loads asks the primary and brings the answer, with the clock
// from before the question: it counts for all that was changed until then.
const COMMON = `
  local UNKNOWN = 'ffffffff:ffffffffffffffff'
  local FURTHEST = 'cache:furthest'
  local function text(number) return string.format('%.0f', number) end
  local function tick()
    local time = redis.call('TIME')
    local micros = tonumber(time[1]) * 1000000 + tonumber(time[2])
    local seq = math.max(tonumber(redis.call('GET', 'cache:clock') or 0) + 1, micros)
    redis.call('SET', 'cache:clock', text(seq))
    return seq
  end
  local function clock()
    local now = redis.call('GET', 'cache:clock')
    return now and tonumber(now) or tick()
  end
  local function tag(key)
    local seq, position = string.match(redis.call('GET', key) or '', '(%d+)|([%x:]+)')
    return tonumber(seq), position
  end
  local function write(key, seq, position, ttl)
    redis.call('SET', key, '"' .. text(seq) .. '|' .. position .. '"', 'PX', ttl)
  end
  local function later(a, b)
    if a > b then return a end
    return b
  end
  -- Losing it would declare everything wrong, so it is not to be what a full Redis forgets first.
  local function remember() redis.call('TOUCH', 'cache:run') end
  local function bump(first, position, ttl, channel)
    remember()
    local seq = tick()
    local names = {}
    for i = first, #KEYS do
      local _, before = tag(KEYS[i])
      write(KEYS[i], seq, later(before or position, position), ttl)
      names[#names + 1] = string.sub(KEYS[i], 5)
    end
    local _, furthest = tag(FURTHEST)
    write(FURTHEST, seq, later(furthest or UNKNOWN, position), ttl)
    redis.call('PUBLISH', channel, text(seq) .. ' ' .. table.concat(names, ' '))
    return seq
  end
  local function done(id)
    return id ~= '' and not redis.call('SET', 'cache:done:' .. id, '1', 'NX', 'PX', 60000)
  end
  local function keep(key, seq, tail, ttl)
    redis.call('SET', key, '{"value":{"clock":' .. text(seq) .. ',' .. tail, 'PX', ttl)
  end`;

/**
 * KEYS lease, tag… · ARGV token, lease ms, tag ms, whether further tags will come, and, when the primary was asked, the
 * clock before and its answer. Returns whether the lease is ours, the clock, and where to read at; -1 for the first
 * when the primary must be asked.
 */
export const ACQUIRE = new RedisScript(`${COMMON}
  remember()
  local ttl, asked = ARGV[3], tonumber(ARGV[5])
  local function known(key)
    local seq, position = tag(key)
    if position == UNKNOWN and asked and seq <= asked then
      position = ARGV[6]
      write(key, seq, position, ttl)
    end
    return position
  end
  local furthest = known(FURTHEST)
  -- Something may have been changed since, and that forgotten: the answer holds only if the clock stood still.
  if not furthest and asked and clock() == asked then
    furthest = ARGV[6]
    write(FURTHEST, tick(), furthest, ttl)
  end
  if not furthest or furthest == UNKNOWN then return {-1, text(clock()), ''} end
  local at, made = ARGV[4] == '1' and furthest or '', nil
  for i = 2, #KEYS do
    local position = known(KEYS[i])
    if position then
      redis.call('PEXPIRE', KEYS[i], ttl)
    else
      made = made or tick()
      position = furthest
      write(KEYS[i], made, position, ttl)
    end
    at = later(at, position)
  end
  if at == UNKNOWN then return {-1, text(clock()), ''} end
  redis.call('PEXPIRE', FURTHEST, ttl)
  local leased = redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
  return {leased and 1 or 0, text(clock()), at}`);

/**
 * KEYS key, lease, tag… · ARGV token, clock, where it was read at, how many of the tags were there before loading, tag
 * ms, entry ms, entry. Returns the clock that the entry got, or why it was refused.
 */
export const FILL = new RedisScript(`${COMMON}
  if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 'lease' end
  redis.call('DEL', KEYS[2])
  local now, at, before, missing = tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4]), {}
  -- Where it is known, it is behind all changes, also those of a tag whose own position is not known.
  local _, furthest = tag(FURTHEST)
  furthest = furthest or UNKNOWN
  for i = 3, #KEYS do
    local seq, position = tag(KEYS[i])
    local isFurther = i - 2 > before
    if isFurther and position == UNKNOWN then position = furthest end
    if not seq then
      if not isFurther then return 'tag' end
      missing[#missing + 1] = KEYS[i]
    elseif seq > now or (isFurther and position > at) then
      return 'tag'
    end
  end
  if #missing > 0 then
    now = tick()
    for _, key in ipairs(missing) do write(key, now, furthest, ARGV[5]) end
    if furthest > at then return 'position' end
  end
  keep(KEYS[1], now, ARGV[7], ARGV[6])
  return text(now)`);

/** KEYS lease · ARGV token, lease ms. Returns whether it is ours still. */
export const RENEW = new RedisScript(`
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])`);

/** KEYS lease · ARGV token. */
export const RELEASE = new RedisScript(`
  if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
  return 0`);

/** KEYS tag… · ARGV position, tag ms, id of the change or nothing, channel. Once for each id. */
export const BUMP = new RedisScript(`${COMMON}
  if done(ARGV[3]) then return '0' end
  return text(bump(1, ARGV[1], ARGV[2], ARGV[4]))`);

/**
 * KEYS key, `*`, namespace, changed tag… · ARGV position, tag ms, id, channel, clock before the commit, how many of the changed
 * tags the entry has, entry ms, entry. Returns whether the entry was kept: when nobody else has changed anything of it
 * since that clock.
 */
export const PUT = new RedisScript(`${COMMON}
  if done(ARGV[3]) then return 0 end
  local position, before = ARGV[1], tonumber(ARGV[5])
  local _, furthest = tag(FURTHEST)
  local alone = position ~= UNKNOWN
  for i = 2, 3 + tonumber(ARGV[6]) do
    local seq = tag(KEYS[i])
    if seq then
      alone = alone and seq <= before
    else
      alone = alone and i > 3 and (furthest or UNKNOWN) <= position
    end
  end
  local seq = bump(4, position, ARGV[2], ARGV[4])
  if alone then keep(KEYS[1], seq, ARGV[8], ARGV[7]) end
  return alone and 1 or 0`);

/** KEYS key · ARGV its tag, channel. */
export const FORGET = new RedisScript(`${COMMON}
  local was = redis.call('DEL', KEYS[1])
  redis.call('PUBLISH', ARGV[2], text(tick()) .. ' ' .. ARGV[1])
  return was`);

/** Returns the clock. */
export const CLOCK = new RedisScript(`${COMMON}
  return text(clock())`);

/**
 * ARGV run id of the server, tag ms, channel. On a server that nobody has met, everything is wrong: it may have lost changes that
 * the one before it had.
 */
export const MEET = new RedisScript(`${COMMON}
  if redis.call('GET', 'cache:run') == ARGV[1] then return 0 end
  redis.call('SET', 'cache:run', ARGV[1])
  local seq = tick()
  write('tag:*', seq, UNKNOWN, ARGV[2])
  write(FURTHEST, seq, UNKNOWN, ARGV[2])
  redis.call('PUBLISH', ARGV[3], text(seq) .. ' *')
  return 1`);
