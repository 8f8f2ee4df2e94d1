return service { extends = "base", remove = { "name" }, code = "bad-word", version = "1.0.0" }
