-- A table within itself.
local t = {}
t.again = t
return service { settings = t }
