-- One rule for each way that a function can answer; tests/unit/script/test_rules.c chooses by `case`.
local function later(request) return request.settings.days end

return service {
  code = "rules", version = "1.0.0", api = 1,
  name = { fr = "Règles", en = "Rules" }, description = { fr = "Des fonctions.", en = "Functions." },
  group = "tests",
  settings = { setting.number "days" { default = 2, min = 1, max = 10, label = { fr = "Jours", en = "Days" } } },
  attributes = {
    attribute.string "case" { label = { fr = "Cas", en = "Case" } },
    attribute.number "n" { label = { fr = "Nombre", en = "Number" } },
    attribute.choices "signs" { label = { fr = "Signes", en = "Signs" },
      values = { { "a", fr = "A", en = "A" }, { "b", fr = "B", en = "B" } } },
    attribute.datetime "since" { label = { fr = "Depuis", en = "Since" } },
  },
  clocks = {
    clock "resolution" { calendar = "roads",
      rule "days" { when = { case = "days" }, unit = "bd", goal = function(request, cx)
        local case = request.attributes.case
        if case == "settings" then return later(request) end
        if case == "half" then return 2.5 end
        if case == "zero" then return 0 end
        if case == "huge" then return 1e9 end
        if case == "nan" then return 0 / 0 end
        if case == "text" then return "3" end
        if case == "nil" then return nil end
        if case == "error" then error("no such case") end
        if case == "table" then error({}) end
        if case == "index" then return request.nothing.at_all end
        if case == "loop" then while true do end end
        if case == "swallow" then while true do pcall(function() while true do end end) end end
        if case == "memory" then local t = {} while true do t[#t + 1] = {} end end
        if case == "recursion" then local function f() return 1 + f() end return f() end
        if case == "global" then leak = 1 end
        if case == "change" then string.upper = nil end
        if case == "number" then return request.attributes.n end
        return 3
      end },
      rule "hours" { unit = "bh", goal = function() return 1.5 end },
    },
  },
  workflow = workflow { start = "received",
    state "received" { label = { fr = "Reçue", en = "Received" }, status = "open", detailed = "RECEIVED", next = { "done" } },
    state "done" { label = { fr = "Terminée", en = "Done" }, status = "closed", detailed = "PROCESSED",
      reasons = { reason "ok" { label = { fr = "Fait", en = "Done" }, say = { fr = "C'est fait.", en = "It is done." } } } },
  },
  priority = function(request, cx)
    local a, l = request.attributes, request.local_time
    if a.case == "word" then return "hihg" end
    if a.case == "long" then return ("urgent"):rep(10) end
    if a.case ~= "all" then return "low" end
    assert(request.service == "rules" and request.description == "Une demande")
    assert(request.lat == 45.5 and request.lon == -73.75)
    assert(request.requested_at == 1767243600 and cx.now == 1767243601)
    assert(l.year == 2026 and l.month == 1 and l.day == 1 and l.hour == 0 and l.minute == 0 and l.weekday == 4)
    assert(request.settings.days == 4 and math.type(request.settings.days) == "integer")
    assert(a.n == 2.5 and a.since == 1000 and #a.signs == 2 and a.signs[2] == "b")
    request.attributes.case = "changed"
    return "urgent"
  end,
}
