-- What the tree shows of some jobs.
-- KEYS  1 drover:last
-- ARGV  1 prefix  2… jobs
-- ->    ok, per job two: the beginning of its document, '' when it is gone; its newest build as JSON, or ''
local prefix = ARGV[1]
-- include heads
local jobs = {}
for index = 2, #ARGV do table.insert(jobs, ARGV[index]) end
return { 'ok', unpack(heads_of(jobs, KEYS[1])) }
