-- A table within itself.
local t = {}
t.again = t
return service { settings = t }
--! cycle.lua:4 | des tables sont imbriquées trop profondément, ou sans fin | tables are nested too deeply, or without end
