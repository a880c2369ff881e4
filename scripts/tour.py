#!/usr/bin/env python3
"""tour.py MARTLET README: runs the README's tour and compares what it prints with what is shown.

Every ```console block is played in one shell against a server on a free port and an empty folder. A line
starting with "$ " is a command (with "> " lines as its continuation); what follows is the output expected.
A line of only "…" stands for any number of lines. What differs from run to run (times, leases, cursors,
dates, the port) is put out of both sides before they are compared.
"""
import os
import re
import signal
import subprocess
import sys
import tempfile

COMMAND_SECONDS = 60
DOCUMENTED = "127.0.0.1:7411"

VARYING = [
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"), "<time>"),
    (re.compile(r"(?im)^(< )?date: .*$"), r"\1date: <date>"),
    (re.compile(r'("(?:lease|attempt|id)": ?")[^"]+'), r"\1<token>"),
    (re.compile(r"(?im)^((?:< )?martlet-lease: ).*$"), r"\1<token>"),
    (re.compile(r"\b([cg]1\.)[A-Za-z0-9_.~-]+"), r"\1<cursor>"),
    (re.compile(r"(/leases/)[A-Za-z0-9_-]+"), r"\1<token>"),
    (re.compile(r"[ \t]+$", re.M), ""),
]


def steps(readme):
    """Yields (line number, command, expected output) for each command of the console blocks."""
    inside, step = False, None
    for number, line in enumerate(readme.splitlines(), 1):
        if line.startswith("```"):
            if step:
                yield step
            inside, step = not inside and line.strip() == "```console", None
        elif inside and line.startswith("$ "):
            if step:
                yield step
            step = (number, line[2:], [])
        elif inside and step and not step[2] and line.startswith("> "):
            step = (step[0], step[1] + "\n" + line[2:], [])
        elif inside and step:
            step[2].append(line)


def settled(text):
    for pattern, replacement in VARYING:
        text = pattern.sub(replacement, text)
    return text.strip("\n").split("\n")


def matches(expected, actual):
    """Whether the lines agree; a line "…" of the expected ones swallows any number."""
    if not expected:
        return not actual
    if expected[0].strip() == "…":
        return any(matches(expected[1:], actual[i:]) for i in range(len(actual) + 1))
    return bool(actual) and expected[0] == actual[0] and matches(expected[1:], actual[1:])


class Shell:
    """One bash for the whole tour, so that variables live on from block to block."""

    def __init__(self, home, binary):
        with open(os.path.join(home, ".curlrc"), "w") as file:
            file.write("silent\nshow-error\n")
        environment = dict(os.environ, HOME=home, CURL_HOME=home, LC_ALL="C.UTF-8")
        environment["PATH"] = os.path.dirname(os.path.abspath(binary)) + ":" + environment["PATH"]
        self.process = subprocess.Popen(
            ["bash", "--norc"], cwd=home, env=environment, text=True, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def run(self, command):
        mark = "end-of-step-3f9a"
        self.process.stdin.write(f"{{ {command}\n}} </dev/null\nprintf '\\n%s\\n' {mark}\n")
        self.process.stdin.flush()
        signal.alarm(COMMAND_SECONDS)
        output = []
        for line in self.process.stdout:
            if line.rstrip("\n") == mark:
                break
            output.append(line)
        signal.alarm(0)
        return "".join(output)


def start(binary, folder):
    server = subprocess.Popen(
        [binary, "serve", "--listen", "127.0.0.1:0", "--data", os.path.join(folder, "data"), "--dev"],
        stdout=subprocess.PIPE, text=True)
    first = server.stdout.readline()
    found = re.search(r"http://(127\.0\.0\.1:\d+)", first)
    if not found:
        server.kill()
        sys.exit(f"tour: the server did not start: {first!r}")
    return server, found.group(1)


def main():
    binary, readme = sys.argv[1], open(sys.argv[2], encoding="utf-8").read()
    tour = list(steps(readme))
    if not tour:
        sys.exit("tour: there is no console block in " + sys.argv[2])

    def late(*_):
        sys.exit(f"tour: a command took more than {COMMAND_SECONDS} s")

    signal.signal(signal.SIGALRM, late)
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        server, address = start(binary, folder)
        shell = None
        try:
            shell = Shell(folder, binary)
            for number, command, expected in tour:
                output = shell.run(command.replace(DOCUMENTED, address)).replace(address, DOCUMENTED)
                wanted, got = settled("\n".join(expected)), settled(output)
                if matches(wanted, got):
                    continue
                failed += 1
                print(f"{sys.argv[2]}:{number}: $ {command}")
                print("\n".join("  shown   | " + line for line in wanted))
                print("\n".join("  printed | " + line for line in got))
        finally:
            if shell:
                os.killpg(shell.process.pid, signal.SIGKILL)
            server.terminate()
            try:
                code = server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                code = "none within 10 s"
    if code != 0:
        failed += 1
        print(f"tour: the server's exit code after SIGTERM was {code}")
    print(f"tour: {len(tour)} commands, {failed} that printed something else")
    sys.exit(1 if failed else 0)


main()
