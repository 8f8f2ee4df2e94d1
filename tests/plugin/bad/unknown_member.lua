-- A type of attribute that does not exist.
return service { attributes = {
  attribute.photo "proof" {},
} }
--! unknown_member.lua:3 | nom inconnu « photo » | unknown name "photo"
