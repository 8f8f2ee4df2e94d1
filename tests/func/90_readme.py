"""The shell examples of README.md and README.fr.md work as printed: every block of ```sh that follows the line
<!-- test --> is run against a server, in order. http://localhost:8311 is that server, $KEY a client's key and
$AGENT an agent's; build/release/guichet is this build. The line may hold what the output must contain:
<!-- test: service_request_id -->."""

import os
import re
import shutil
import subprocess
import tempfile

import guichet

BLOCK = re.compile(r"^<!-- test(?:: (.*?))? -->\n+```sh\n(.*?)^```$", re.M | re.S)


def run_block(s, text, expected, where):
    script = text.replace("http://localhost:8311", "http://%s:%d" % (s.host, s.port)) \
        .replace("localhost:8311", "%s:%d" % (s.host, s.port))
    env = {**os.environ, "KEY": s.key("client"), "AGENT": s.key("agent"), "DATA": s.data,
           "PATH": os.path.dirname(guichet.BINARY) + ":" + os.environ["PATH"]}
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", script], cwd=where, env=env, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
    assert done.returncode == 0, "%s\nexit %d\n%s%s" % (script, done.returncode, done.stdout,
                                                       done.stderr)
    for problem in ('"code":4', '"code":5', "<code>4", "urn:guichet:problem"):
        assert problem not in done.stdout, "%s\nanswered %s" % (script, done.stdout)
    if expected:
        assert expected in done.stdout, "%s\nprinted %s\nwithout %s" % (script, done.stdout, expected)


def run_readme(name):
    with open(os.path.join(guichet.ROOT, name)) as f:
        blocks = BLOCK.findall(f.read())
    assert blocks, "%s has no tested example" % name
    with guichet.Server(clock=None) as s, tempfile.TemporaryDirectory() as where:
        for directory in ("examples", "plugins"):
            shutil.copytree(os.path.join(guichet.ROOT, directory), os.path.join(where, directory))
        os.makedirs(os.path.join(where, "build", "release"))
        os.symlink(guichet.BINARY, os.path.join(where, "build", "release", "guichet"))
        for expected, text in blocks:
            run_block(s, text, expected, where)
    print("%s: %d examples" % (name, len(blocks)))
    return len(blocks)


def test_readme_in_english():
    run_readme("README.md")


def test_readme_in_french():
    run_readme("README.fr.md")


def test_both_have_the_same_examples():
    counts = []
    for name in ("README.md", "README.fr.md"):
        with open(os.path.join(guichet.ROOT, name)) as f:
            counts.append(len(BLOCK.findall(f.read())))
    guichet.equal(counts[0], counts[1])


if __name__ == "__main__":
    guichet.main()
