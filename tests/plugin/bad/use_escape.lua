-- A way out of the folder of plugins.
local first = use "../../etc/passwd"
return service {}
--! use_escape.lua:2 | use attend un nom comme "calendars/quebec" | use takes a name such as "calendars/quebec"
