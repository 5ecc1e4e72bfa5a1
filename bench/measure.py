"""Runs a command as a process of its own and appends its wall time, peak memory and JSON output as one line of a file.

    measure.py RESULTS LABEL COMMAND...
"""
import json
import os
import subprocess
import sys
import tempfile
import time


def parse(text):
    """The output as JSON: all of it, or its last line where something else was printed before."""
    for candidate in (text, text.strip().rsplit("\n", 1)[-1]):
        try:
            return json.loads(candidate)
        except ValueError:
            continue
    return None


def main():
    results, label, *command = sys.argv[1:]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        out.seek(0), err.seek(0)
        output, errors = out.read().decode("utf-8", "replace"), err.read().decode("utf-8", "replace")
    code = os.waitstatus_to_exitcode(status)
    if code != 0:
        sys.exit(f"{' '.join(command)}\nended with {code}:\n{errors[-4000:]}")
    line = {"label": label, "seconds": seconds, "cpu_seconds": usage.ru_utime + usage.ru_stime,
            "peak_mib": usage.ru_maxrss / 1024, "output": parse(output)}
    with open(results, "a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
    print(f"  {label}: {seconds:.1f} s, {line['peak_mib']:.0f} MiB", file=sys.stderr)


if __name__ == "__main__":
    main()
