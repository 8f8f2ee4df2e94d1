-- A constructor that does not exist.
return service {
  attributes = {
    atribute.number "depth" {},
  },
}
--! unknown_name.lua:4 | nom inconnu « atribute », vouliez-vous « attribute » ? | unknown name "atribute", did you mean "attribute"?
