-- Something follows what is returned, on line 5.
return service {
  code = "after",
}
version = "1.0.0"
--! after.lua:5 | erreur : la fin du fichier était attendue, près de 'version' | error: <eof> expected near 'version'
