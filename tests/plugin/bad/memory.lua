-- More than a megabyte.
local all = {}
for i = 1, 1e9 do all[i] = ("x"):rep(1000) .. i end
return service {}
--! memory.lua | trop de mémoire : une valeur trop grande ou une récursion sans fin ? | too much memory: a value too large, or endless recursion?
