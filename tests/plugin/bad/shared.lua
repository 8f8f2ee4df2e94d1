-- One table for two attributes.
local same = { label = { fr = "P", en = "P" } }
return service { attributes = {
  attribute.number "depth" (same),
  attribute.number "width" (same),
} }
--! shared.lua:5 | attribute.number : cette table a déjà un constructeur : il en faut une autre | attribute.number: this table has a constructor already: it needs one of its own
