-- A string that is not UTF-8.
return service { code = "café" }
