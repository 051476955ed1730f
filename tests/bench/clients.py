"""Sixty-four clients that ask as fast as they are answered; run as a process of its own, which needs no Django."""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time

CLIENTS = 64


def latencies_of(port: int, path: str, seconds: float, token: str, body: str) -> list[float]:
    """The latencies in seconds of all requests to `path`."""
    latencies: list[float] = []
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    until = time.monotonic() + seconds

    def run() -> None:
        http_client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while time.monotonic() < until:
            started = time.perf_counter()
            http_client.request("POST", path, body, headers)
            answer = http_client.getresponse()
            answer.read()
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status}")
            latencies.append(time.perf_counter() - started)

    threads = [threading.Thread(target=run) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return latencies


if __name__ == "__main__":
    given_token, given_body = json.loads(sys.stdin.read())
    print(*latencies_of(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]), given_token, given_body))
