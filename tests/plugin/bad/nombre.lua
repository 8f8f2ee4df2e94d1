-- A type of attribute in the other language.
return service { attributes = {
  attribute.nombre "depth" {},
} }
--! nombre.lua:3 | nom inconnu « nombre », vouliez-vous « number » ? | unknown name "nombre", did you mean "number"?
