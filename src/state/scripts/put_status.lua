-- Puts a status that belongs to no build on its way to GitHub.
-- KEYS  1 drover:statuses
-- ARGV  1 prefix  2 where it goes, a line each  3 now in ms  4 JSON after the opening brace  5 `weak`: only where no build has told anything
-- ->    ok
local prefix = ARGV[1]
-- include status
put_status(ARGV[2], ARGV[3], ARGV[3], '', ARGV[4], ARGV[5] == 'weak')
return { 'ok' }
