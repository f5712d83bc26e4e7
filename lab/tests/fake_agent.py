#!/usr/bin/env python3
"""A stand-in for the agent, to try the play and the judge without a build: asks, sends and reads as the real one does,
and serves the same status. With CUTWATCH_FAKE_LIE=always_new or always_delivered in its environment it lies."""

import imaplib
import json
import os
import secrets
import smtplib
import ssl
import sys
import threading
import time
import tomllib
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from lab.addresses import ADDRESSES, AUTHORITIES  # noqa: E402
from lab.truth.dns_sampler import Server, ask  # noqa: E402

LIE = os.environ.get("CUTWATCH_FAKE_LIE", "")


def text(at: float | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")


class FakeAgent:
    """All state; one lock."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.cutover = config["cutover"][0]
        self.records = self.cutover["record"]
        self.resolvers = config["resolvers"]["extra"]
        self.source = config["agent"]["source"][0]
        self.lock = threading.RLock()
        self.entries: dict[tuple[int, str], dict[int, float]] = {}
        self.changes: dict[tuple[int, str], list[dict[str, Any]]] = {}
        self.answers: dict[tuple[int, str], Any] = {}
        self.versions: dict[tuple[int, str], list[dict[str, Any]]] = {}
        self.serials: dict[str, int] = {}
        self.messages: list[dict[str, Any]] = []

    def stage(self, index: int, records: tuple[str, ...]) -> int:
        stages = [sorted(stage) for stage in self.records[index]["stages"]]
        return stages.index(sorted(records)) if sorted(records) in stages else -1

    def watch_dns(self) -> None:
        while True:
            for index, record in enumerate(self.records):
                for name, address in AUTHORITIES.items():
                    self.see_authority(index, name, ask(Server(name, address), record["name"], record["rrtype"], self.source))
                    serial = ask(Server(name, address), self.cutover["domain"], "SOA", self.source)
                    if serial.records:
                        self.serials[name] = int(serial.records[0].split()[2])
                for resolver in self.resolvers:
                    where = Server(resolver["id"], resolver["address"])
                    self.see_resolver(index, resolver["id"], ask(where, record["name"], record["rrtype"], self.source))
            time.sleep(0.8)

    def see_authority(self, index: int, name: str, answer: Any) -> None:
        with self.lock:
            known = self.versions.setdefault((index, name), [])
            if answer.error:
                return
            if known and (known[-1]["rrset"], known[-1]["ttl_seconds"]) == (list(answer.records), answer.ttl):
                known[-1]["last_seen"] = text(answer.at)
                return
            if known:
                known[-1]["ended"] = text(answer.at)
            seen = text(answer.at)
            version = {"rrset": list(answer.records), "ttl_seconds": answer.ttl, "first_seen": seen, "last_seen": seen}
            known.append(version | {"ended": None})

    def see_resolver(self, index: int, name: str, answer: Any) -> None:
        with self.lock:
            key = (index, name)
            entries = self.entries.setdefault(key, {})
            if not answer.error:
                self.answers[key] = answer
                stage = self.stage(index, answer.records)
                entries[stage] = max(entries.get(stage, 0.0), answer.at + answer.ttl)
            for stage in [stage for stage, expires in entries.items() if expires < answer.at]:
                del entries[stage]
            stages = sorted(entries)
            changes = self.changes.setdefault(key, [])
            if stages and (not changes or changes[-1]["stages"] != stages):
                changes.append({"at": text(answer.at), "stages": stages})

    def send_mail(self) -> None:
        trip = self.cutover["roundtrip"][0]
        context = ssl.create_default_context(cafile=self.cutover["server"][0]["ca_file"])
        while True:
            for path in trip["paths"]:
                server = next(server for server in self.cutover["server"] if server["role"] == path)
                self.send_one(path, server, trip, context)
            time.sleep(float(trip["interval"].rstrip("s")))

    def send_one(self, path: str, server: dict[str, Any], trip: dict[str, Any], context: ssl.SSLContext) -> None:
        token = secrets.token_hex(16)
        message: dict[str, Any] = {"id": token, "message_id": f"<{token}@example.net>", "probe": "main", "path": path}
        message |= {"recorded_at": time.time(), "accepted_at": None, "seen_at": None, "result": None, "detail": ""}
        with self.lock:
            self.messages.append(message)
        content = f"From: <{trip['from']}>\r\nTo: <{trip['to']}>\r\nMessage-ID: {message['message_id']}\r\n\r\nprobe\r\n"
        try:
            with smtplib.SMTP(timeout=5, source_address=(self.source, 0), local_hostname="agent.example.net") as smtp:
                smtp._host = server["host"]  # type: ignore[attr-defined]
                smtp.connect(server["addresses"][0], server["port"])
                smtp._host = server["host"]  # type: ignore[attr-defined]
                smtp.starttls(context=context)
                smtp.sendmail(trip["from"], [trip["to"]], content)
                message["accepted_at"] = time.time()
        except (OSError, smtplib.SMTPException) as error:
            message |= {"result": "refused", "detail": str(error)}

    def read_mail(self) -> None:
        box = self.cutover["mailbox"][0]
        lost_after = float(self.cutover["roundtrip"][0]["lost_after"].rstrip("s"))
        with imaplib.IMAP4(box["address"]) as imap:
            imap.login(box["user"], Path(box["password_file"]).read_text())
            while True:
                imap.select("INBOX", readonly=True)
                with self.lock:
                    waiting = [message for message in self.messages if message["result"] is None and message["accepted_at"]]
                for message in waiting:
                    _, found = imap.uid("SEARCH", "HEADER", "Message-ID", message["message_id"])
                    if found[0] or LIE == "always_delivered":
                        seen = time.time()
                        message |= {"seen_at": seen, "latency_seconds": seen - message["accepted_at"], "result": "delivered"}
                    elif time.time() - message["recorded_at"] > lost_after:
                        message["result"] = "lost"
                time.sleep(0.5)

    def status(self) -> dict[str, Any]:
        with self.lock:
            records = [self.record_status(index, record) for index, record in enumerate(self.records)]
            times = ("recorded_at", "accepted_at", "seen_at")
            blank = {"latency_seconds": None, "folder": None, "attempts": 1, "phases": {}}
            messages = [blank | message | {key: text(message[key]) for key in times} for message in self.messages]
        cutover = {"domain": self.cutover["domain"], "kind": "proxy", "records": records, "messages": messages}
        return {"version": "fake", "at": text(time.time()), "cutovers": [cutover | {"mx_problems": []}]}

    def record_status(self, index: int, record: dict[str, Any]) -> dict[str, Any]:
        published = [self.stage(index, tuple(v[-1]["rrset"])) for (i, _), v in self.versions.items() if i == index and v]
        target = max([*published, min(1, len(record["stages"]) - 1)])
        authorities = [
            {"nameserver": f"{name}.", "state": "new" if self.stage(index, tuple(v[-1]["rrset"])) == target else "old"}
            | {"rrset": v[-1]["rrset"], "ttl_seconds": v[-1]["ttl_seconds"], "serial": self.serials.get(name), "versions": v}
            for (i, name), v in self.versions.items()
            if i == index and v
        ]
        resolvers = [self.resolver_status(index, resolver, target) for resolver in self.resolvers]
        shares = [{"new": 1.0, "mixed": 0.5}.get(r["state"], 0.0) for r in resolvers if r["state"]]
        what = {"name": record["name"] + ".", "rrtype": record["rrtype"], "stages": record["stages"], "target": target}
        ratio = sum(shares) / len(shares) if shares else None
        return what | {"propagation_ratio": ratio, "authorities": authorities, "resolvers": resolvers}

    def resolver_status(self, index: int, resolver: dict[str, Any], target: int) -> dict[str, Any]:
        key = (index, resolver["id"])
        changes, answer = self.changes.get(key, []), self.answers.get(key)
        held = set(changes[-1]["stages"]) if changes else set()
        state = None if not held else "new" if held == {target} else "mixed" if target in held else "old"
        if LIE == "always_new":
            state, changes = "new", [{"at": changes[0]["at"], "stages": [target]}] if changes else []
        blank = dict.fromkeys(("honours_ttl", "kept_past_ttl", "ttl_floor_seconds", "ttl_cap_seconds", "late_until"))
        return {**resolver, **blank, "state": state, "ttl_seconds": answer.ttl if answer else None, "changes": changes}


class Handler(BaseHTTPRequestHandler):
    agent: FakeAgent

    def do_GET(self) -> None:
        body = b"cutwatch_dns_answer_state 1\n"
        if self.path == "/api/v1/status":
            body = json.dumps(self.agent.status()).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


def main() -> None:
    config = tomllib.loads(Path(sys.argv[sys.argv.index("--config.file") + 1]).read_text())
    Handler.agent = agent = FakeAgent(config)
    for work in (agent.watch_dns, agent.send_mail, agent.read_mail):
        threading.Thread(target=work, daemon=True).start()
    ThreadingHTTPServer((ADDRESSES.agent_web, ADDRESSES.agent_web_port), Handler).serve_forever()


if __name__ == "__main__":
    main()
