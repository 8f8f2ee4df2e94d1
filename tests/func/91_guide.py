"""examples/guide: both guides do what they say. A comment before each block says what is done with it:

    <!-- file: PATH -->       the block is written there
    <!-- change: PATH -->     its lines with - stand there once, and become those with +
    <!-- test: WORDS -->      it is run, succeeds, and prints these words (if any)
    <!-- fails: WORDS -->     it is run, fails, and prints these words
    <!-- serve: DIR -->       from here on a server serves that folder, at http://localhost:8311"""

import os
import re
import shutil
import subprocess
import tempfile

import guichet

GUIDES = {"fr": "GUIDE.fr.md", "en": "GUIDE.md"}
BLOCK = re.compile(r"^<!-- (\w+)(?:: (.*?))? -->\n+```\w+\n(.*?)^```$", re.M | re.S)


def blocks(lang):
    with open(os.path.join(guichet.ROOT, "examples", "guide", GUIDES[lang])) as f:
        return BLOCK.findall(f.read())


class Reader:
    """Somebody who follows a guide to the letter, in a folder of their own."""

    def __init__(self, lang, where):
        self.lang, self.where, self.server = lang, where, None
        for name in ("examples", "plugins"):
            shutil.copytree(os.path.join(guichet.ROOT, name), os.path.join(where, name))
        os.symlink(guichet.BINARY, os.path.join(where, "guichet"))

    def path(self, name):
        return os.path.join(self.where, name)

    def file(self, name, text):
        with open(self.path(name), "w") as f:
            f.write(text)

    def change(self, name, text):
        lines = text.splitlines(True)
        assert all(l[0] in "+-" for l in lines), text
        old, new = ("".join(l[1:] for l in lines if l[0] == sign) for sign in "-+")
        with open(self.path(name)) as f:
            before = f.read()
        guichet.equal(before.count(old), 1, "%s stands once in %s" % (old, name))
        self.file(name, before.replace(old, new))

    def run(self, text):
        script = ". ./.state\n%s\ndeclare -p KEY ADMIN > .state" % text
        if self.server:
            script = script.replace("localhost:8311", "%s:%d" % (self.server.host, self.server.port))
        if not os.path.exists(self.path(".state")):
            self.file(".state", "KEY= ADMIN=\n")
        env = {**guichet.language(self.lang), "PATH": self.where + ":" + os.environ["PATH"]}
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=self.where, env=env,
                              text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
        return done.returncode, done.stdout

    def test(self, words, text):
        status, out = self.run(text)
        guichet.equal(status, 0, "%s\n%s" % (text, out))
        assert words in out, "%s\nprinted %s\nwithout %s" % (text, out, words)

    def fails(self, words, text):
        status, out = self.run(text)
        assert status != 0 and words in out, "%s\nexit %d\n%s\nwithout %s" % (text, status, out, words)

    def serve(self, folder, text):
        assert "guichet serve " + folder in text, text
        self.stop()
        self.server = guichet.Server(boroughs=(self.path(folder),), data=self.path("try-data"),
                                     clock=None).start()

    def stop(self):
        if self.server:
            server, self.server = self.server, None
            guichet.equal(server.stop(), 0, "exit status")


def follow(lang):
    with tempfile.TemporaryDirectory() as where:
        reader = Reader(lang, where)
        try:
            for what, argument, text in blocks(lang):
                getattr(reader, what)(argument, text)
            reader.stop()
        finally:
            if reader.server:
                reader.server.process.kill()
                reader.server.process.wait()


def test_the_guide_in_french():
    follow("fr")


def test_the_guide_in_english():
    follow("en")


def test_both_do_the_same():
    fr, en = blocks("fr"), blocks("en")
    assert len(fr) > 15, len(fr)
    guichet.equal(fr, en)


if __name__ == "__main__":
    guichet.main()
