-- A variable without local.
local days = 3
hours = 24
return service {}
