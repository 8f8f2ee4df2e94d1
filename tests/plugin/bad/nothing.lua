-- A service with nothing in it.
return service {}
--! nothing.lua:2 | service : « api » manque | service: "api" is missing
--! nothing.lua:2 | service : « code » manque | service: "code" is missing
--! nothing.lua:2 | service : « version » manque | service: "version" is missing
--! nothing.lua:2 | service : « name » manque | service: "name" is missing
--! nothing.lua:2 | service : « description » manque | service: "description" is missing
--! nothing.lua:2 | service : « group » manque | service: "group" is missing
--! nothing.lua:2 | service : « clocks » manque | service: "clocks" is missing
--! nothing.lua:2 | service : « workflow » manque | service: "workflow" is missing
