-- It returns a table, but no service.
return { code = "plain" }
