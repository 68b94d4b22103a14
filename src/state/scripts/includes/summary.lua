-- A build document's text without its definition: see build-json.ts for why this cut is exact.
local function without_definition(text)
  local start = string.find(text, ',"definition":{', 1, true)
  if not start then return text end
  return string.sub(text, 1, start - 1) .. '}'
end
