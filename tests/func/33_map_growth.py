"""A map that starts at one megabyte grows while requests are filed and read: none fails."""

import guichet
import swarm


def test_grows_under_load():
    with guichet.Server("--map-size", "1M", "--access-log", "off") as s:
        key = s.key("client")
        read = []

        def look():
            if len(crowd.answers) > len(read) * 50:
                a = s.get("/open311/v2/requests.json?page_size=20")
                read.append(a.status)
            return len(crowd.answers) >= 3000

        text = "x" * 700
        crowd = swarm.Swarm(s.host, s.port, "m",
                            lambda m: swarm.open311_form(key, m + "-" + text), 32, limit=3000)
        crowd.run(look)
        crowd.close()
        guichet.equal({a[1] for a in crowd.answers}, {200})
        guichet.equal(set(read), {200})
        found = s.metrics()
        grown = [v for (name, _), v in found.items() if name == "guichet_store_grown_total"]
        assert grown and grown[0] >= 2, found
        for marker, _, body in crowd.answers[::97]:
            rid = body.split(b'"')[3].decode()
            [r] = s.get("/open311/v2/requests/%s.json" % rid).json
            guichet.equal(r["description"], marker + "-" + text)
        guichet.run("key", "create", "late", "--role", "client", "--data", s.data)
        guichet.run("rebuild", "--verify", "--data", s.data)
        guichet.equal(s.stop(), 0)


if __name__ == "__main__":
    guichet.main()
