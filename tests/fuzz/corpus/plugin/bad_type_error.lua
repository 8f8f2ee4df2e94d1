-- Lua's own error.
local days = nil
return service { settings = { days + 1 } }
