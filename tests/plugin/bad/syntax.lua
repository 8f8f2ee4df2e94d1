-- A comma is missing on line 4.
return service {
  code = "syntax"
  version = "1.0.0",
}
--! syntax.lua:4 | erreur : '}' attendu (pour fermer '{' de la ligne 2) près de 'version' | error: '}' expected (to close '{' at line 2) near 'version'
