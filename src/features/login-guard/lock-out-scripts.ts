// The rules of lock-out.ts. Redis' own clock counts, so that processes whose clocks differ agree.
const READ = `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local window, longest = tonumber(ARGV[1]), tonumber(ARGV[2])
local function read(key)
  local text = redis.call('GET', key)
  return text and cjson.decode(text)
end
local function write(key, state)
  local ttl = math.max(window, math.max(state.lockedUntil, state.forgetAt) - now)
  redis.call('SET', key, cjson.encode(state), 'PX', ttl)
end
`;

/**
 * KEYS: what the attempt counts for; ARGV: window, longest lock-out, and for each key how many attempts lock it.
 * Returns 0, 0; or, when one is locked and nothing was counted, its place among the keys and the milliseconds left.
 */
export const ADMIT = `${READ}
local states = {}
for i, key in ipairs(KEYS) do
  local state = read(key) or { tries = {}, locks = 0, lockedUntil = 0, forgetAt = 0 }
  if now < state.lockedUntil then return { i, state.lockedUntil - now } end
  states[i] = state
end
for i, key in ipairs(KEYS) do
  local state = states[i]
  local tries = {}
  for _, at in ipairs(state.tries) do
    if at > now - window then tries[#tries + 1] = at end
  end
  tries[#tries + 1] = now
  state.tries = tries
  if now >= state.forgetAt then state.locks = 0 end
  if #tries >= tonumber(ARGV[i + 2]) then
    state.lockedUntil = now + math.min(window * 2 ^ state.locks, longest)
    state.locks = state.locks + 1
    state.forgetAt = state.lockedUntil + longest
  end
  write(key, state)
end
return { 0, 0 }
`;

/** KEYS and ARGV as above. Takes one attempt back. */
export const GIVE_BACK = `${READ}
for i, key in ipairs(KEYS) do
  local state = read(key)
  if state then
    table.remove(state.tries)
    if now < state.lockedUntil and #state.tries < tonumber(ARGV[i + 2]) then
      state.locks = math.max(0, state.locks - 1)
      state.lockedUntil = 0
    end
    write(key, state)
  end
end
return { 0, 0 }
`;
