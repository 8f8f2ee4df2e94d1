-- A loop without end.
local n = 0
while true do n = n + 1 end
--! endless.lua:3 | trop d'instructions : une boucle sans fin ? | too many instructions: an endless loop?
