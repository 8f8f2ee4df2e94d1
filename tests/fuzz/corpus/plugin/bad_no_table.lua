-- It returns nothing.
local s = service {}
