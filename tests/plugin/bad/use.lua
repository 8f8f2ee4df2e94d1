-- A file that is not there.
local first = use "clocks/no_such_file"
return service {}
--! use.lua:2 | use : il n'y a pas de fichier « clocks/no_such_file.lua » | use: there is no file "clocks/no_such_file.lua"
