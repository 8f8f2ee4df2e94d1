-- A constructor that does not exist.
return service {
  attributes = {
    atribute.number "depth" {},
  },
}
