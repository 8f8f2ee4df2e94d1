return service {
  code = "no-parent", version = "1.0.0",
  extends = "core/bass@1",
}
