-- Lua's own error.
local days = nil
return service { settings = { days + 1 } }
--! type_error.lua:3 | erreur : calcul impossible avec une valeur nil (variable 'days') | error: attempt to perform arithmetic on a nil value (local 'days')
