-- A constructor is given something else than a table.
return service {
  attributes = { attribute.number "depth" "cm" },
}
