-- A string that is not UTF-8.
return service { code = "caf\xE9" }
--! utf8.lua:2 | une chaîne n'est pas de l'UTF-8 valide | a string is not valid UTF-8
