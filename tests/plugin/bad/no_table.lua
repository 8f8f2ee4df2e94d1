-- It returns nothing.
local s = service {}
--! no_table.lua:1 | le fichier ne renvoie pas de table | the file returns no table
