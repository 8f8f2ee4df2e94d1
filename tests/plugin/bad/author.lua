-- An error that the author raises.
local days = 0
if days == 0 then error("days must not be 0") end
return service {}
--! author.lua:3 | erreur : days must not be 0 | error: days must not be 0
