-- A string that is not UTF-8.
return service { code = "café" }
--! utf8.lua:2 | une chaÃ®ne n'est pas de l'UTF-8 valide | a string is not valid UTF-8
