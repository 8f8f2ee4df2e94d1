-- A way out of the folder of plugins.
local first = use "../../etc/passwd"
return service {}
