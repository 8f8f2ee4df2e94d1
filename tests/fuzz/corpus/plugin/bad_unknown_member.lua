-- A type of attribute that does not exist.
return service { attributes = {
  attribute.photo "proof" {},
} }
