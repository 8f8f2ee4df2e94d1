"""Promises: for each service and each of its rules the date that is promised, over weekends, holidays, Friday noon,
the nights when clocks change and the new year; and the words in which it is said."""

import guichet

POT, LIGHT, DUMP = "pothole", "street-light", "cleanliness"

# (filed at, service, attributes or None for the least, resolution due, first response due or None)
# in the order of time; local wall time of Montréal with its offset
CASES = [
    # spring: the night of 8 March has no 02:00 to 03:00
    ("2026-03-07T14:00:00-05:00", "graffiti", {"hateful": "yes", "support": "wall"},
     "2026-03-08T15:00:00-04:00", None),
    # asphalt waits for 1 April: its seven days are 1 to 7 April
    ("2026-03-02T12:00:00-05:00", POT, None, "2026-04-07T15:30:00-04:00", None),
    # Good Friday 3 April and Easter Monday 6 April are closed
    ("2026-04-02T09:00:00-04:00", DUMP, None, "2026-04-09T15:30:00-04:00",
     "2026-04-02T17:00:00-04:00"),
    # Journée nationale des patriotes, Monday 18 May
    ("2026-05-15T09:00:00-04:00", LIGHT, None, "2026-05-25T15:30:00-04:00",
     "2026-05-19T13:30:00-04:00"),
    # a plain Monday noon: each service and each of its rules
    ("2026-06-01T12:00:00-04:00", POT, None, "2026-06-08T15:30:00-04:00", "2026-06-02T11:30:00-04:00"),
    ("2026-06-01T12:00:00-04:00", "graffiti", None, "2026-06-15T15:30:00-04:00",
     "2026-06-02T11:30:00-04:00"),
    ("2026-06-01T12:00:00-04:00", "graffiti", {"hateful": "yes", "support": "ground"},
     "2026-06-02T12:00:00-04:00", "2026-06-02T11:30:00-04:00"),
    ("2026-06-01T12:00:00-04:00", "graffiti", {"hateful": "unsure", "support": "ground"},
     "2026-06-15T15:30:00-04:00", None),
    ("2026-06-01T12:00:00-04:00", LIGHT, None, "2026-06-08T15:30:00-04:00", None),
    ("2026-06-01T12:00:00-04:00", "street-furniture", None, "2026-06-15T15:30:00-04:00", None),
    ("2026-06-01T12:00:00-04:00", "street-furniture", {"item": "bench", "danger": "yes"},
     "2026-06-02T15:30:00-04:00", None),
    ("2026-06-01T12:00:00-04:00", DUMP, None, "2026-06-04T15:30:00-04:00", None),
    ("2026-06-01T12:00:00-04:00", DUMP, {"kind": "litter", "hazard": ["vermin"]},
     "2026-06-02T15:30:00-04:00", None),
    ("2026-06-01T12:00:00-04:00", "cleaning", None, "2026-06-08T15:30:00-04:00", None),
    # Friday: before opening, just before closing, at closing; the office closes at noon
    ("2026-06-05T06:00:00-04:00", LIGHT, None, "2026-06-12T15:30:00-04:00",
     "2026-06-08T13:00:00-04:00"),
    ("2026-06-05T11:00:00-04:00", LIGHT, None, "2026-06-12T15:30:00-04:00",
     "2026-06-08T15:30:00-04:00"),
    ("2026-06-05T13:00:00-04:00", LIGHT, None, "2026-06-12T15:30:00-04:00",
     "2026-06-08T16:30:00-04:00"),
    ("2026-06-05T15:29:59-04:00", LIGHT, None, "2026-06-12T15:30:00-04:00", None),
    ("2026-06-05T15:30:00-04:00", LIGHT, None, "2026-06-15T15:30:00-04:00", None),
    # Saturday, 3 in the morning: hate is counted day and night; seven days later is closed
    ("2026-06-06T03:00:00-04:00", "graffiti", {"hateful": "yes", "support": "wall"},
     "2026-06-07T03:00:00-04:00", "2026-06-08T16:30:00-04:00"),
    ("2026-06-06T10:00:00-04:00", POT, None, "2026-06-15T15:30:00-04:00", None),
    ("2026-06-06T10:00:00-04:00", "street-furniture", {"item": "bench", "danger": "yes"},
     "2026-06-09T15:30:00-04:00", None),
    # Fête nationale, Wednesday 24 June
    ("2026-06-17T12:00:00-04:00", POT, None, "2026-06-25T15:30:00-04:00", None),
    ("2026-06-22T12:00:00-04:00", DUMP, None, "2026-06-26T15:30:00-04:00", None),
    ("2026-06-23T16:00:00-04:00", DUMP, {"kind": "park", "hazard": ["glass"]},
     "2026-06-26T15:30:00-04:00", "2026-06-25T15:30:00-04:00"),
    ("2026-06-24T09:00:00-04:00", "graffiti", {"hateful": "yes", "support": "wall"},
     "2026-06-25T09:00:00-04:00", "2026-06-25T16:30:00-04:00"),
    # autumn: the night of 1 November has 01:00 to 02:00 twice
    ("2026-10-26T12:00:00-04:00", POT, None, "2026-11-02T15:30:00-05:00", None),
    ("2026-10-31T14:00:00-04:00", "graffiti", {"hateful": "yes", "support": "wall"},
     "2026-11-01T13:00:00-05:00", None),
    # the last two days before 15 November count, five more from 1 April on
    ("2026-11-12T12:00:00-05:00", POT, None, "2027-04-05T15:30:00-04:00", None),
    # Christmas and the new year: only the holidays of the law
    ("2026-12-21T12:00:00-05:00", LIGHT, None, "2026-12-29T15:30:00-05:00", None),
    ("2026-12-28T12:00:00-05:00", LIGHT, None, "2027-01-05T15:30:00-05:00", None),
    # 2028-02-29 exists
    ("2028-02-24T12:00:00-05:00", DUMP, None, "2028-02-29T15:30:00-05:00", None),
    # 2029: 24 June is a Sunday, so Monday 25 is closed; 1 July too, so Monday 2
    ("2029-06-22T12:00:00-04:00", DUMP, None, "2029-06-28T15:30:00-04:00",
     "2029-06-26T16:30:00-04:00"),
    ("2029-06-29T12:00:00-04:00", DUMP, None, "2029-07-05T15:30:00-04:00", None),
]


def test_due_dates():
    with guichet.Server(clock="2026-03-01T00:00:00-05:00") as s:
        wrong = []
        for filed_at, service, attributes, due, first in sorted(CASES, key=lambda c: c[0]):
            s.set_clock(filed_at)
            rid = s.filed(service, attributes)
            r = s.as_agent(rid)
            clocks = {c["name"]: c for c in r["clocks"]}
            guichet.equal(set(clocks), {"first_response", "resolution"} | ({"make_safe"} if service == POT
                                                                          else set()))
            got = (r["due_at"], clocks["first_response"]["due_at"] if first else None)
            if got != (due, first):
                wrong.append("%s %s %s\n  expected %s, %s\n  got      %s, %s" % (
                    filed_at, service, attributes, due, first, *got))
            guichet.equal(clocks["resolution"]["due_at"], r["due_at"])
            public = s.get("/open311/v2/requests/%s.json" % rid).json[0]
            guichet.equal((public["expected_datetime"], public["requested_datetime"]),
                          (r["due_at"], filed_at))
        assert not wrong, "\n" + "\n".join(wrong)


def test_a_clock_says_its_rule_and_where_it_stands():
    s = guichet.shared()
    for service, attributes, rule, goal in (
            (POT, None, "default", {"amount": 7, "unit": "cd", "at": "close", "roll": "none"}),
            ("graffiti", {"hateful": "yes", "support": "wall"}, "hateful", {"amount": 24, "unit": "eh"}),
            ("graffiti", None, "default", {"amount": 10, "unit": "bd", "at": "close", "roll": "none"}),
            (DUMP, {"kind": "litter", "hazard": ["glass"]}, "hazard",
             {"amount": 1, "unit": "bd", "at": "close", "roll": "none"})):
        r = s.as_agent(s.filed(service, attributes))
        [clock] = [c for c in r["clocks"] if c["name"] == "resolution"]
        guichet.equal((clock["rule"], clock["calendar"], clock["met_at"]), (rule, "roads", None))
        guichet.equal({k: clock["goal"][k] for k in goal}, goal)
        file, line = clock["origin"].rsplit(":", 1)
        guichet.equal(file, service + "/service.lua")
        with open("%s/plugins/%s" % (guichet.ROOT, file)) as f:
            assert rule in f.read().splitlines()[int(line) - 1], clock["origin"]


def test_due_at_closing_is_late_only_at_the_next_opening():
    s = guichet.shared()
    clocks = {c["name"]: c for c in s.as_agent(s.filed(POT))["clocks"]}
    guichet.equal((clocks["resolution"]["due_at"], clocks["resolution"]["breach_at"]),
                  ("2026-06-08T15:30:00-04:00", "2026-06-09T07:00:00-04:00"))
    guichet.equal(clocks["first_response"]["breach_at"], clocks["first_response"]["due_at"])
    r = s.as_agent(s.filed("graffiti", {"hateful": "yes", "support": "wall"}))
    [clock] = [c for c in r["clocks"] if c["name"] == "resolution"]
    guichet.equal(clock["breach_at"], clock["due_at"])


WORDS = {
    POT: ("Réparation au plus tard le", "Repaired no later than"),
    "graffiti": ("Effacement au plus tard le", "Removed no later than"),
    LIGHT: ("Réparation au plus tard le", "Repaired no later than"),
    "street-furniture": ("Intervention au plus tard le", "Dealt with no later than"),
    DUMP: ("Ramassage au plus tard le", "Picked up no later than"),
    "cleaning": ("Nettoyage au plus tard le", "Cleaned no later than"),
}
DATES = {POT: ("lundi 8 juin 2026 à 15 h 30", "Monday, June 8, 2026 at 3:30 p.m."),
         "graffiti": ("lundi 15 juin 2026 à 15 h 30", "Monday, June 15, 2026 at 3:30 p.m."),
         LIGHT: ("lundi 8 juin 2026 à 15 h 30", "Monday, June 8, 2026 at 3:30 p.m."),
         "street-furniture": ("lundi 15 juin 2026 à 15 h 30", "Monday, June 15, 2026 at 3:30 p.m."),
         DUMP: ("jeudi 4 juin 2026 à 15 h 30", "Thursday, June 4, 2026 at 3:30 p.m."),
         "cleaning": ("lundi 8 juin 2026 à 15 h 30", "Monday, June 8, 2026 at 3:30 p.m.")}


def test_the_words_of_a_promise():
    s = guichet.shared()
    for service, words in WORDS.items():
        for n, locale in enumerate(("fr", "en")):
            a = s.file(service, locale=locale)
            guichet.equal(a.json[0]["service_notice"].replace("\u00a0", " "),
                          "%s %s" % (words[n], DATES[service][n]))


def test_words_of_other_hours_and_days():
    with guichet.Server(clock="2026-07-31T12:00:00-04:00") as s:
        hate = {"hateful": "yes", "support": "wall"}
        for clock, french, english in (
                ("2026-07-31T12:00:00-04:00", "samedi 1er août 2026 à 12 h",
                 "Saturday, August 1, 2026 at 12:00 p.m."),
                ("2026-08-10T00:00:00-04:00", "mardi 11 août 2026 à 0 h",
                 "Tuesday, August 11, 2026 at 12:00 a.m."),
                ("2026-08-12T09:05:59-04:00", "jeudi 13 août 2026 à 9 h 05",
                 "Thursday, August 13, 2026 at 9:05 a.m.")):
            s.set_clock(clock)
            said = [s.file("graffiti", hate, locale=l).json[0]["service_notice"].replace("\u00a0", " ")
                    for l in ("fr", "en")]
            guichet.equal(said, ["Effacement au plus tard le " + french,
                                 "Removed no later than " + english])


def test_priority_from_the_service():
    s = guichet.shared()
    for attributes, priority in (({"kind": "litter"}, "low"), ({"kind": "park"}, "normal"),
                                 ({"kind": "litter", "volume": "pickup"}, "normal"),
                                 ({"kind": "litter", "hazard": ["chemical"]}, "high"),
                                 ({"kind": "illegal_dump", "volume": "truck"}, "high"),
                                 # the borough sets urgent_points to 5
                                 ({"kind": "illegal_dump", "volume": "items", "hazard": ["syringe"]},
                                  "urgent"),
                                 ({"kind": "park", "hazard": ["glass", "blocks_way"]}, "high")):
        r = s.as_agent(s.filed(DUMP, attributes))
        guichet.equal((r["priority"], r["flagged"]), (priority, False), attributes)
    guichet.equal(s.as_agent(s.filed(POT))["priority"], "normal")
    with guichet.Server(clock="2026-06-05T12:00:00-04:00") as friday:
        r = friday.as_agent(friday.filed(DUMP, {"kind": "park", "hazard": ["glass", "blocks_way"]}))
        guichet.equal(r["priority"], "urgent", "a park fills from Friday to Sunday")


if __name__ == "__main__":
    guichet.main()
