-- A comment of an old editor.
return service { code = "x" } -- délai
--! latin.lua:2 | cette ligne n'est pas en UTF-8 : faites enregistrer le fichier en UTF-8 | this line is not in UTF-8: have the file saved in UTF-8
