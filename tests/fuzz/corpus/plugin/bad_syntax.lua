-- A comma is missing on line 4.
return service {
  code = "syntax"
  version = "1.0.0",
}
