-- Puts a build that was moved, and has just been offered, where it belongs in its queue.
-- KEYS  1 drover:state:<id>
-- ARGV  1 prefix  2 id
-- ->    ok
local prefix = ARGV[1]
-- include turn
take_turn(ARGV[2])
return { 'ok' }
