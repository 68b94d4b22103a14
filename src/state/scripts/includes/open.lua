-- Whether a document says that its build has not ended; false for none. It begins as build-json.ts says.
local function is_open(text)
  local status = string.match(text or '', '^{"job":"[^"]*","number":%d+,"folder":"[^"]*","status":"([^"]*)"')
  return status == 'queued' or status == 'running' or status == 'cancelling'
end
