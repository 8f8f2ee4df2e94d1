return service { extends = "core/base@2", code = "wrong-version", version = "1.0.0" }
