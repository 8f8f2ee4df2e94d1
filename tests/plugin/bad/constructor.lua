-- A constructor is given something else than a table.
return service {
  attributes = { attribute.number "depth" "cm" },
}
--! constructor.lua:3 | attribute.number attend une table { … } | attribute.number takes a table { … }
