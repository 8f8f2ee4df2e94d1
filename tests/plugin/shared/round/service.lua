return service { extends = "core/circle@1", code = "round", version = "1.0.0" }
