# Part of the unwedge Project, under the Apache License v2.0 with LLVM Exceptions.
# See https://llvm.org/LICENSE.txt for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A client of clangd, as an editor is one: the protocol over two pipes."""

import json
import pathlib
import queue
import subprocess
import threading
import time
import urllib.parse


class ServerGone(Exception):
    """The server ended, or did not answer in time."""


def path_of(uri):
    return urllib.parse.unquote(urllib.parse.urlsplit(uri).path)


class Document:
    """A file that is open in the editor, with the text as it is there."""

    def __init__(self, path, text):
        self.path = pathlib.Path(path)
        self.uri = self.path.as_uri()
        self.text = text
        self.version = 1

    def position(self, offset):
        """The protocol counts UTF-16 units within the line."""
        before = self.text[:offset]
        line = before.count("\n")
        in_line = before[before.rfind("\n") + 1 :]
        return {"line": line, "character": len(in_line.encode("utf-16-le")) // 2}

    def offset(self, position):
        start = 0
        for _ in range(position["line"]):
            start = self.text.index("\n", start) + 1
        units = self.text[start:].encode("utf-16-le")[: 2 * position["character"]]
        return start + len(units.decode("utf-16-le"))


class Client:
    def __init__(self, command, root, log, time_limit=120):
        self.time_limit = time_limit
        self.log = pathlib.Path(log)
        with open(self.log, "wb") as errors:
            self.process = subprocess.Popen(
                command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors
            )
        self.messages = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self.next_id = 1
        # By URI: what was published last, with its version, and whether all is done.
        self.diagnostics = {}
        self.idle = {}
        self.request(
            "initialize",
            {
                "processId": None,
                "rootUri": pathlib.Path(root).as_uri(),
                "capabilities": {
                    "textDocument": {
                        "publishDiagnostics": {
                            "relatedInformation": True,
                            "versionSupport": True,
                            "codeDescriptionSupport": True,
                        },
                        "codeAction": {
                            "codeActionLiteralSupport": {
                                "codeActionKind": {"valueSet": ["quickfix"]}
                            },
                            "isPreferredSupport": True,
                        },
                    },
                    "workspace": {"workspaceEdit": {"documentChanges": False}},
                },
                "initializationOptions": {"clangdFileStatus": True},
            },
        )
        self.notify("initialized", {})

    def _read(self):
        stream = self.process.stdout
        while True:
            length = 0
            while line := stream.readline().strip():
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            body = stream.read(length) if length else b""
            if not body:
                self.messages.put((time.monotonic(), None))
                return
            self.messages.put((time.monotonic(), json.loads(body)))

    def _send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        try:
            self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
            self.process.stdin.flush()
        except OSError as error:
            raise ServerGone(f"the server takes nothing more: {error}") from error

    def _receive(self, deadline):
        """Takes note of one message and gives it back, with the time it came at."""
        try:
            when, message = self.messages.get(timeout=max(0, deadline - time.monotonic()))
        except queue.Empty:
            raise ServerGone(f"no answer within {self.time_limit} seconds") from None
        if message is None:
            raise ServerGone(f"the server ended with status {self.process.wait()}")
        method, params = message.get("method"), message.get("params")
        if method == "textDocument/publishDiagnostics":
            self.diagnostics[params["uri"]] = params
        elif method == "textDocument/clangd.fileStatus":
            self.idle[params["uri"]] = params["state"] == "idle"
        elif method and "id" in message:
            self._send({"id": message["id"], "result": None})
        return when, message

    def request(self, method, params):
        number = self.next_id
        self.next_id += 1
        self._send({"id": number, "method": method, "params": params})
        deadline = time.monotonic() + self.time_limit
        while True:
            _, message = self._receive(deadline)
            if message.get("id") == number and "method" not in message:
                if "error" in message:
                    raise ServerGone(f"{method}: {message['error']}")
                return message["result"]

    def notify(self, method, params):
        self._send({"method": method, "params": params})

    def open(self, document, language="cpp"):
        self.idle[document.uri] = False
        self.notify(
            "textDocument/didOpen",
            {
                "textDocument": {
                    "uri": document.uri,
                    "languageId": language,
                    "version": document.version,
                    "text": document.text,
                }
            },
        )

    def replace(self, document, begin, end, text, wanted=True):
        """Replaces a part of the text. Without wanted, clangd may pass over this
        version, as it does while somebody types."""
        change = {
            "range": {"start": document.position(begin), "end": document.position(end)},
            "text": text,
        }
        document.text = document.text[:begin] + text + document.text[end:]
        document.version += 1
        self.idle[document.uri] = False
        params = {
            "textDocument": {"uri": document.uri, "version": document.version},
            "contentChanges": [change],
        }
        if wanted:
            params["wantDiagnostics"] = True
        self.notify("textDocument/didChange", params)

    def close(self, document):
        self.notify("textDocument/didClose", {"textDocument": {"uri": document.uri}})

    def wait_published(self, document):
        """Waits for diagnostics of this version; the time they came at."""
        deadline = time.monotonic() + self.time_limit
        while True:
            when, message = self._receive(deadline)
            if (
                message.get("method") == "textDocument/publishDiagnostics"
                and message["params"]["uri"] == document.uri
                and message["params"].get("version") == document.version
            ):
                return when

    def wait_idle(self, document):
        """Waits until nothing more is to come for this version: there may be
        diagnostics with the old headers first, and then with the new."""
        deadline = time.monotonic() + self.time_limit

        def published():
            return self.diagnostics.get(document.uri, {}).get("version") == document.version

        while not (published() and self.idle.get(document.uri)):
            self._receive(deadline)
        return self.diagnostics[document.uri]["diagnostics"]

    def actions(self, document, diagnostic):
        return self.request(
            "textDocument/codeAction",
            {
                "textDocument": {"uri": document.uri},
                "range": diagnostic["range"],
                "context": {"diagnostics": [diagnostic]},
            },
        )

    def shutdown(self):
        """The server's exit status."""
        self.request("shutdown", None)
        self.notify("exit", None)
        self.process.stdin.close()
        try:
            return self.process.wait(timeout=self.time_limit)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise ServerGone("the server did not end after 'exit'") from None

    def kill(self):
        self.process.kill()
        self.process.wait()
