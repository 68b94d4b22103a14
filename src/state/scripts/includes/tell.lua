-- Tells everybody that a build has changed: in the history, to those who watch all builds, and to those who watch
-- its output. The history names the build only, so that a thousand changes of a big one stay small. Needs `prefix`
-- and `without_definition`.
local function tell(id, document)
  local summary = without_definition(document)
  local event = redis.call('XADD', prefix .. 'drover:history', 'MAXLEN', '~', 1000, '*', 'build', id)
  redis.call('PUBLISH', prefix .. 'drover:events', '{"id":"' .. event .. '",' .. string.sub(summary, 2))
  redis.call('PUBLISH', prefix .. 'drover:output:' .. id, summary)
end
