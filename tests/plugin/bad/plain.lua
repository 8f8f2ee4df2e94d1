-- It returns a table, but no service.
return { code = "plain" }
--! plain.lua | { … } n'a pas sa place ici ; on attend : service | { … } has no place here; expected: service
