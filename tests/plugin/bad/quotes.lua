-- The quotation marks of a word processor, on line 3.
return service {
  code = “quotes”,
}
--! quotes.lua:3 | erreur : symbole inattendu près de '<\226>' (un guillemet ou un tiret de traitement de texte, ou une lettre accentuée, hors d'une chaîne) | error: unexpected symbol near '<\226>' (a word processor's quotation mark or dash, or an accented letter, outside a string)
