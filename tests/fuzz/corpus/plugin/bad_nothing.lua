-- A service with nothing in it.
return service {}
