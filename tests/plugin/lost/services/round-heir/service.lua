return service { extends = "core/circle@1", code = "round-heir", version = "1.0.0" }
