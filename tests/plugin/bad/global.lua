-- A variable without local.
local days = 3
hours = 24
return service {}
--! global.lua:3 | affectation à la variable globale « hours » : déclarez-la avec local | assignment to global "hours": declare it with local
