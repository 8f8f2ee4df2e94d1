return service {
  extends = "core/base@1", code = "misspelt", version = "1.0.0",
  remove = {
    "attributes.dept", "clocks.resolution.bigg", "workflow.states",
    "attributes.size.label.fr", "name",
  },
  clocks = {
    clock "resolution" { rule "late" { goal = 3, unti = "bd" } },
  },
  attributes = { attribute.number "depth" { label = { fr = "Profondeur" } } },
}
