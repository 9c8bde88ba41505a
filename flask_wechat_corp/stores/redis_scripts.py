"""What Redis does in one step: scripts that compare a value before they change it."""

from __future__ import annotations

import hashlib

__all__ = ["ACQUIRE", "REMOVE", "RENEW", "REPLACE", "WRITE_GUARDED", "Script"]


class Script:
    """A script and the name that Redis gives to it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sha = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


# Returns a value of Renewal. ARGV: owner, milliseconds.
RENEW = Script("""
local found = redis.call('GET', KEYS[1])
if found and found ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return found and 1 or 2
""")
# ARGV: old value, new value, milliseconds or ''.
REPLACE = Script("""
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[3] == '' then redis.call('SET', KEYS[1], ARGV[2])
else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
return 1
""")
# ARGV: old value.
REMOVE = Script("""
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
""")
# ARGV: owner, milliseconds.
ACQUIRE = Script("""
if redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2], 'NX') then
  return {1, redis.call('GET', KEYS[2])}
end
return {0, false}
""")
# ARGV: owner; 'set' or 'delete', value, milliseconds or ''; 'release' or ''; what the entry is
# expected to be: 'none' (anything), 'absent' or 'equal', and to what; 'lapsed' or ''.
WRITE_GUARDED = Script("""
local guard = redis.call('GET', KEYS[1])
if guard ~= ARGV[1] or ARGV[8] == 'lapsed' then
  if guard and guard ~= ARGV[1] then return 0 end
  local value = redis.call('GET', KEYS[2])
  local same = (ARGV[6] == 'absent' and not value) or (ARGV[6] == 'equal' and value == ARGV[7])
  if not same then return 0 end
end
if ARGV[2] == 'delete' then redis.call('DEL', KEYS[2])
elseif ARGV[4] == '' then redis.call('SET', KEYS[2], ARGV[3])
else redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4]) end
if ARGV[5] == 'release' and guard then redis.call('DEL', KEYS[1]) end
return 1
""")
