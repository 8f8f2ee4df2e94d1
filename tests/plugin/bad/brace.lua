-- A brace is missing on line 4.
return service {
  code = "brace", version = "1.0.0", api = 1,
  name = fr = "Accolade", en = "Brace" },
}
--! brace.lua:4 | erreur : '}' attendu (pour fermer '{' de la ligne 2) près de '=' | error: '}' expected (to close '{' at line 2) near '='
