"""How fast the server answers: result rows under many filters and sorts, charts, downloads, uploads, and reads under load while a
training job runs. Prints one JSON object.

    serve.py PROGRAM WORKSPACE [--wrk SECONDS]

WORKSPACE needs a trained model and a prediction; it is changed (an account, an upload, a training run). Only the standard library
is used; wrk is Debian's package and is left out where it is missing.
"""
import http.client
import json
import os
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

SEED = 7


class Client:
    """One keep-alive connection, signed in by the one-time token."""

    def __init__(self, port, token=None, headers=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        self.headers = dict(headers or {})
        if token:
            answer, response = self.ask("POST", "/session", {"token": token})
            cookie = response.headers["Set-Cookie"].split(";")[0]
            self.headers = {"Cookie": cookie, "X-CSRF-Token": answer["csrf"]}

    def raw(self, method, path, body=None, headers=None):
        self.connection.request(method, "/api/v1" + path, body=body, headers={**self.headers, **(headers or {})})
        response = self.connection.getresponse()
        return response.read(), response

    def ask(self, method, path, body=None):
        sent = None if body is None else json.dumps(body)
        data, response = self.raw(method, path, sent, {"Content-Type": "application/json"} if sent else None)
        if response.status >= 400:
            sys.exit(f"{method} {path}: {response.status} {data[:400]!r}")
        return (json.loads(data) if data else None), response


def start(program, workspace):
    server = subprocess.Popen([program, "-w", workspace, "serve", "--port", "0", "--json"], stdout=subprocess.PIPE, text=True)
    line = json.loads(server.stdout.readline())
    return server, int(line["address"].rsplit(":", 1)[1]), line["token"]


def peak_mib(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


def condition(column, chance):
    """A random condition that fits the column's type."""
    name, kind = column["name"], column["type"]
    if kind == "set":
        return {"column": name, "op": "in", "values": chance.sample(column["values"], min(len(column["values"]), chance.randint(1, 4)))}
    if kind in ("number", "integer"):
        low, high = float(column["least"]), float(column["most"])
        a, b = sorted(low + (high - low) * chance.random() ** 2 for _ in range(2))
        return {"column": name, "op": "between", "low": a, "high": b}
    if kind == "time":
        return {"column": name, "op": "between", "low": column["least"]}
    return {"column": name, "op": "contains", "text": "".join(chance.choice("0123456789abcdef") for _ in range(2))}


def percentiles(milliseconds):
    ordered = sorted(milliseconds)
    at = lambda share: ordered[min(len(ordered) - 1, int(share * len(ordered)))]
    return {"requests": len(ordered), "p50_ms": round(at(0.5), 1), "p95_ms": round(at(0.95), 1), "max_ms": round(ordered[-1], 1)}


def timed(client, path):
    begin = time.perf_counter()
    answer, _ = client.ask("GET", path)
    return (time.perf_counter() - begin) * 1000, answer


def query(**parameters):
    return urllib.parse.urlencode({k: v if isinstance(v, (str, int)) else json.dumps(v, ensure_ascii=False) for k, v in parameters.items()})


def rows_and_charts(client, info):
    chance = random.Random(SEED)
    columns = info["columns"]
    rows, charts, cards = [], [], []
    for turn in range(200):
        conditions = [condition(chance.choice(columns), chance) for _ in range(turn % 4)]
        sort = ",".join(chance.choice(["", "-"]) + c["name"] for c in chance.sample(columns, chance.randint(0, 2)))
        ms, answer = timed(client, "/results/newest/rows?" + query(filter={"all": conditions}, limit=100, offset=0, sort=sort))
        rows.append(ms)
        if answer["total"] > 200:  # anywhere between the first row and the last
            offset = chance.randrange(answer["total"] - 100)
            rows.append(timed(client, "/results/newest/rows?" + query(filter={"all": conditions}, limit=100, offset=offset, sort=sort))[0])
        if turn % 10 == 0:
            for chart in info["charts"]:
                charts.append(timed(client, f"/results/newest/charts/{chart['id']}?" + query(filter={"all": conditions}))[0])
            cards.append(timed(client, "/results/newest/cards?" + query(filter={"all": conditions}))[0])
    return {"rows": percentiles(rows), "charts": percentiles(charts), "cards": percentiles(cards)}


def downloads(client):
    result = {}
    for kind in ("csv", "parquet", "xlsx"):
        begin = time.perf_counter()
        data, response = client.raw("GET", f"/results/newest/file?format={kind}")
        result[kind] = {"status": response.status, "seconds": round(time.perf_counter() - begin, 1), "mb": round(len(data) / 1e6, 1)}
    return result


def upload(client, megabytes=1024, chunk=16 << 20):
    size = megabytes << 20
    block = os.urandom(1 << 20) * (chunk >> 20)
    begin = time.perf_counter()
    made, _ = client.ask("POST", "/uploads", {"name": "bench.csv", "size": size})
    for offset in range(0, size, chunk):
        data, response = client.raw("PATCH", f"/uploads/{made['id']}", block[: min(chunk, size - offset)],
                                    {"Upload-Offset": str(offset), "Content-Type": "application/octet-stream"})
        if response.status >= 400:
            sys.exit(f"upload: {response.status} {data[:300]!r}")
    seconds = time.perf_counter() - begin
    client.ask("DELETE", f"/uploads/{made['id']}")
    return round(size / 1e6 / seconds)


def wrk(port, client, path, seconds, connections, pause_ms=0):
    """As many requests as come back, or with a pause before each connection's next one: 20 connections and 20 ms ask for 1,000/s."""
    script = tempfile.NamedTemporaryFile("w", suffix=".lua")
    script.write(f"function delay() return {pause_ms} end\n" if pause_ms else "")
    script.flush()
    command = ["wrk", "-t1", "-s", script.name, f"-c{connections}", f"-d{seconds}s", "--latency", "-H", "Cookie: " + client.headers["Cookie"],
               f"http://127.0.0.1:{port}/api/v1{path}"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    take = lambda word: next((line.split()[-1] for line in text.splitlines() if line.strip().startswith(word)), "")
    return {"path": path, "connections": connections, "pause_ms": pause_ms, "requests_per_s": take("Requests/sec:"), "p50": take("50%"), "p99": take("99%"),
            "errors": next((line.strip() for line in text.splitlines() if "Non-2xx" in line or "Socket errors" in line), "")}


def under_training(client, port, seconds):
    job, _ = client.ask("POST", "/jobs", {"kind": "train", "models": ["lstm"], "epochs": 50})
    deadline = time.time() + 120
    while True:
        state, _ = client.ask("GET", f"/jobs/{job['id']}")
        if state["progress"] and "train" in state["progress"]["stage"] or time.time() > deadline:
            break
        time.sleep(0.5)
    paths = ["/results/newest/rows?limit=50", "/summary", "/jobs?limit=10"]
    results = [wrk(port, client, path, seconds, 21, pause) for path in paths for pause in (20, 0)]
    client.ask("DELETE", f"/jobs/{job['id']}")
    return {"stage": (state["progress"] or {}).get("stage"), "wrk": results}


def main():
    program, workspace = sys.argv[1:3]
    seconds = int(sys.argv[sys.argv.index("--wrk") + 1]) if "--wrk" in sys.argv else 10
    server, port, token = start(program, workspace)
    try:
        client = Client(port, token)
        info, _ = client.ask("GET", "/results/newest")
        report = {"rows_in_result": info["rows"], **rows_and_charts(client, info)}
        report["upload_mb_per_s"] = statistics.median(upload(client) for _ in range(3))
        report["peak_mib_before_downloads"] = round(peak_mib(server.pid))
        report["downloads"] = downloads(client)
        report["peak_mib"] = round(peak_mib(server.pid))
        if shutil.which("wrk"):
            report["while_training"] = under_training(client, port, seconds)
        print(json.dumps(report, indent=1))
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()


if __name__ == "__main__":
    main()
