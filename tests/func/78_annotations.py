"""plugins/guichet.d.lua, the annotations for editors: what is kept is what the program prints, it is well formed, and
it speaks of nothing that a plugin cannot reach."""

import os
import re

import guichet

KEPT = os.path.join(guichet.ROOT, "plugins", "guichet.d.lua")
TOWN = os.path.join(guichet.ROOT, "examples", "another-borough")
BUILT_IN = {"string", "number", "integer", "boolean", "any", "table"}

TOKEN = re.compile(r'\s*("[^"]*"|[A-Za-z_][\w.]*|\[\]|[(){}<>|:,?]|\.\.\.)')


class Type:
    """Reads one type from the front of a text: names it uses, and what is left."""

    def __init__(self, text):
        self.text, self.names = text, []
        self.union()

    def peek(self):
        m = TOKEN.match(self.text)
        return m.group(1) if m else None

    def take(self, *expected):
        token = self.peek()
        assert token and (not expected or token in expected), (expected, self.text)
        self.text = self.text[TOKEN.match(self.text).end():]
        return token

    def union(self):
        self.postfix()
        while self.text.startswith("|"):
            self.take("|")
            self.postfix()

    def postfix(self):
        self.primary()
        while self.text.startswith("[]"):
            self.take("[]")

    def primary(self):
        token = self.take()
        if token == "(":
            self.union()
            self.take(")")
        elif token == "fun":
            self.function()
        elif not token.startswith('"'):
            assert re.fullmatch(r"[A-Za-z_][\w.]*", token), token
            self.names.append(token)
            if self.text.startswith("<"):
                self.take("<")
                self.union()
                while self.peek() == ",":
                    self.take(",")
                    self.union()
                self.take(">")

    def function(self):
        self.take("(")
        while self.peek() != ")":
            assert re.fullmatch(r"\w+", self.take())
            if self.peek() == "?":
                self.take("?")
            self.take(":")
            self.union()
            if self.peek() == ",":
                self.take(",")
        self.take(")")
        if self.text.startswith(":"):
            self.take(":")
            self.union()


class Annotations:
    """Reads the file strictly, line by line; anything else than what it knows is an error."""

    def __init__(self, text):
        self.classes, self.aliases, self.functions, self.used = {}, set(), {}, {}
        self.tables, self.params, self.current = set(), [], None
        lines = text.split("\n")
        guichet.equal((lines[0], lines[-1]), ("---@meta", ""))
        for number, line in enumerate(lines[1:], 2):
            self.line(number, line)
        guichet.equal(self.params, [], "params without a function")

    def use(self, number, text, whole=False):
        t = Type(text)
        assert t.text == "" or t.text.startswith(" ") and not whole, (number, text, t.text)
        for name in t.names:
            self.used.setdefault(name, number)
        return t.text

    def line(self, number, line):
        assert line == line.rstrip(), "%d: %r ends with a space" % (number, line)
        for pattern, act in (
                (r"---@class ([\w.]+)(?:: ([\w.]+))?", self.a_class),
                (r"---@alias ([\w.]+) (.+)", self.an_alias),
                (r"---@field (\[1\]|\[integer\]|\[string\]|\w+\??) (.+)", self.a_field),
                (r"---@param (\w+) (.+)", self.a_param), (r"---@return (.+)", self.a_return),
                (r"function ([\w.:]+)\(([\w, ]*)\) end", self.a_function),
                (r"(local )?(\w+) = \{\}", self.a_table), (r"()", self.nothing),
                (r"--(?!-@).*", self.nothing)):
            m = re.fullmatch(pattern, line)
            if m:
                act(number, *m.groups())
                return
        raise AssertionError("%d: %r" % (number, line))

    def a_class(self, number, name, parent):
        assert name not in self.classes, "%d: %s twice" % (number, name)
        self.current = self.classes[name] = {}
        if parent:
            self.used.setdefault(parent, number)

    def an_alias(self, number, name, rest):
        self.aliases.add(name)
        self.use(number, rest, whole=True)

    def a_field(self, number, name, rest):
        assert self.current is not None, "%d: a field of nothing" % number
        name = name.rstrip("?")
        assert name not in self.current, "%d: %s twice" % (number, name)
        self.current[name] = self.use(number, rest).strip()

    def a_param(self, number, name, rest):
        self.params.append(name)
        self.use(number, rest)

    def a_return(self, number, rest):
        self.use(number, rest)

    def a_function(self, number, name, params):
        guichet.equal([p for p in params.split(", ") if p], self.params, "%d: %s" % (number, name))
        module = re.split(r"[.:]", name)[0]
        assert module == name or module in self.tables, "%d: %s of nothing" % (number, name)
        assert name not in self.functions, "%d: %s twice" % (number, name)
        self.functions[name], self.params, self.current = number, [], None

    def a_table(self, number, local, name):
        self.tables.add(name)
        self.current = None

    def nothing(self, number, *_):
        pass


def read():
    with open(KEPT) as f:
        return f.read()


def test_what_is_kept_is_what_the_program_prints():
    printed = guichet.run("schema", "lua").stdout
    assert printed == read(), "run: guichet schema lua > plugins/guichet.d.lua"


def test_every_class_field_and_type_is_well_formed_and_known():
    a = Annotations(read())
    for name, number in a.used.items():
        assert name in a.classes or name in a.aliases or name in BUILT_IN, (number, name)
    assert len(a.classes) > 35 and len(a.functions) > 20, (len(a.classes), len(a.functions))
    for name, fields in a.classes.items():
        if name != "guichet.text" and name.split(".")[1] in ("service", "clock", "rule", "state"):
            for field, doc in fields.items():
                assert " · " in doc, "%s.%s is described in both languages" % (name, field)
    for name in ("code", "version", "attributes", "clocks", "workflow", "priority"):
        assert name in a.classes["guichet.service"], name


def test_the_parser_of_this_test_refuses_what_is_wrong():
    for text in ("---@meta\n---@field a string\n", "---@meta\n---@class a\n---@field b (string\n",
                 "---@meta\n---@class a\n---@class a\n", "---@meta\n---@oops\n",
                 "---@meta\n---@param a string\nfunction f(b) end\n",
                 "---@meta\n---@class a\n---@field b string|\n", "---@meta\nlocal x = 1\n"):
        try:
            Annotations(text)
        except AssertionError:
            continue
        raise AssertionError("not refused: %r" % text)


def test_all_that_it_names_can_be_reached():
    a = Annotations(read())
    s = guichet.shared(boroughs=(TOWN,))
    filed = s.file("missed-collection", {"bin": "garbage"}, lat="47.5850", long="-69.8100")
    guichet.equal(filed.status, 200, filed)
    names = [n.replace("cx_calendar:", "cx.calendar 'office'.") for n in a.functions]
    names += ["cx.text." + n for n in a.classes["guichet.cx.text"]]
    names += ["cx." + n for n in a.classes["guichet.cx"] if n not in ("now", "text")]
    line = "local bad = '' for _, f in ipairs { %s } do bad = bad .. type(f) end return bad" % \
        ", ".join("(%s)" % n.replace("cx.calendar 'office'", "cx.calendar('office')") for n in names)
    done = guichet.run("console", TOWN, "--data", s.data, "--eval", line)
    guichet.equal(done.stdout, '"%s"\n' % ("function" * len(names)))
    for field in set(a.classes["guichet.request"]):
        done = guichet.run("console", TOWN, "--data", s.data, "--eval", "type(request.%s)" % field)
        assert done.stdout != '"nil"\n', field
    for field in a.classes["guichet.local_time"]:
        done = guichet.run("console", TOWN, "--data", s.data, "--eval",
                           "type(request.local_time.%s)" % field)
        guichet.equal(done.stdout, '"number"\n', field)


def test_help_in_both_languages():
    for lang, word in (("fr", "Imprime"), ("en", "Prints")):
        assert word in guichet.run("schema", "lua", "--help", env=guichet.language(lang)).stdout


if __name__ == "__main__":
    guichet.main()
