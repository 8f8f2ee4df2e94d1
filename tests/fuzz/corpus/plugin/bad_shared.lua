-- One table for two attributes.
local same = { label = { fr = "P", en = "P" } }
return service { attributes = {
  attribute.number "depth" (same),
  attribute.number "width" (same),
} }
