-- A file that is not there.
local first = use "clocks/no_such_file"
return service {}
