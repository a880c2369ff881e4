#!/usr/bin/env python3
"""restart.py MARTLET: publishes, makes checkpoints, kills the server and reads everything back.

What tests do with a debug build, once more with the binary that people run: the optimiser has broken a start
behind a checkpoint before. Lines lie in pieces, in a carried block and in the journal alone; leases, receipts
and settings come from the snapshot and from the replay behind it.
"""
import json
import re
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

MESSAGES = 4000
START = re.compile(r"http://(127\.0\.0\.1:\d+)")


class Server:
    def __init__(self, binary, data):
        self.process = subprocess.Popen(
            [binary, "serve", "--listen", "127.0.0.1:0", "--data", data],
            stdout=subprocess.PIPE, text=True)
        first = self.process.stdout.readline()
        found = START.search(first)
        if not found:
            self.process.kill()
            sys.exit(f"restart: the server did not start: {first!r}, exit code {self.process.wait()}")
        self.address = "http://" + found.group(1)

    def ask(self, method, path, body=None, content_type="application/json"):
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
        request = urllib.request.Request(
            self.address + path, method=method, data=body.encode() if body is not None else None,
            headers={"Content-Type": content_type} if body is not None else {})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                text = answer.read().decode()
                is_lines = "ndjson" in answer.headers["Content-Type"]
        except urllib.error.HTTPError as error:
            sys.exit(f"restart: {method} {path} answered {error.code}: {error.read().decode()}")
        return text if is_lines else json.loads(text)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.terminate()
        return self.process.wait(20)


def expect(name, found, wanted):
    if found != wanted:
        sys.exit(f"restart: {name}: {found!r} instead of {wanted!r}")


def publish(server, topic, first, count):
    lines = "".join(
        json.dumps({"key": str(n % 7), "value": {"n": n, "text": "x" * (n % 90)}}) + "\n"
        for n in range(first, first + count))
    server.ask("POST", f"/v1/{topic}/messages:batch", lines, "application/x-ndjson")


def numbers(server, topic):
    """The numbers of all messages of a topic of one partition, and whether they are in order."""
    found, offset = [], 0
    while True:
        text = server.ask("GET", f"/v1/topics/{topic}/messages?from=offset:{offset}&format=ndjson&max=1000")
        page = [json.loads(line) for line in text.splitlines()]
        if not page:
            return found
        for message in page:
            expect("an offset", message["offset"], offset)
            found.append(message["value"]["n"])
            offset += 1


def receive(server, count):
    got = []
    while len(got) < count:
        answer = server.ask("POST", f"/v1/queues/jobs/receive?max={min(100, count - len(got))}")
        if not answer["messages"]:
            break
        got += answer["messages"]
    return got


def main():
    binary = sys.argv[1]
    with tempfile.TemporaryDirectory() as data:
        server = Server(binary, data)
        server.ask("PUT", "/v1/topics/orders", {"partitions": 1})
        server.ask("PUT", "/v1/topics/few", {"partitions": 1})
        server.ask("PUT", "/v1/queues/jobs", {"lease": "1h"})
        publish(server, "topics/orders", 0, MESSAGES)
        publish(server, "topics/few", 0, 3)
        publish(server, "queues/jobs", 0, 500)
        for message in receive(server, 40):
            expect("an ack", server.ask("DELETE", f"/v1/queues/jobs/leases/{message['lease']}"),
                   {"result": "acked"})
        held = receive(server, 20)
        returned = held.pop()
        expect("a nack", server.ask("POST", f"/v1/queues/jobs/leases/{returned['lease']}/nack"),
               {"result": "nacked"})
        server.ask("POST", "/v1/checkpoints")
        publish(server, "topics/orders", MESSAGES, 100)
        server.ask("POST", "/v1/checkpoints")
        publish(server, "topics/orders", MESSAGES + 100, 50)
        publish(server, "queues/jobs", 500, 10)
        for start in range(2):
            server.kill()
            server = Server(binary, data)
            expect("the orders", numbers(server, "orders"), list(range(MESSAGES + 150)))
            expect("the few", numbers(server, "few"), [0, 1, 2])
            stats = server.ask("GET", "/v1/queues/jobs/stats")
            expect("the queue", (stats["ready"], stats["leased"]), (451, 19))
            # The second start has nothing to replay but what this checkpoint left.
            if start == 0:
                server.ask("POST", "/v1/checkpoints")
        expect("a nack again",
               server.ask("POST", f"/v1/queues/jobs/leases/{returned['lease']}/nack"),
               {"result": "already_nacked"})
        for message in held:
            expect("an ack of a lease from before", server.ask(
                "DELETE", f"/v1/queues/jobs/leases/{message['lease']}"), {"result": "acked"})
        left = sorted(message["value"]["n"] for message in receive(server, 500))
        wanted = sorted([returned["value"]["n"]] + list(range(60, 510)))
        expect("what is left of the queue", left, wanted)
        expect("the exit code", server.stop(), 0)
    print(f"restart: {MESSAGES + 150} messages and a queue read back after two kills")


main()
