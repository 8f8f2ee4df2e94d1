-- An error that the author raises.
local days = 0
if days == 0 then error("days must not be 0") end
return service {}
