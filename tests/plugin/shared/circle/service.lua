return service { extends = "core/round@1", code = "circle", version = "1.0.0" }
