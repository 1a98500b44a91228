"""The process that reads: it takes jobs on its standard input, one a line, and answers with one line each.

It imports only what reading needs, so that it starts fast, limits itself before it opens anything, and knows six GDAL
drivers and no network. What it read it leaves as an Arrow file in the job's own folder; `layers.sandbox` starts it.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from analysis.errors import Problem, YuantuError
from layers.limits import Limits

RESULT: Final = "result.arrow"
OPEN_FILES: Final = 128
EXIT_TOO_LONG: Final = 1
"""What the watchdog of the standard library exits with."""

EXIT_NOT_READY: Final = 3


def main() -> None:
    """Answer jobs until standard input ends; `limits` in the first line hold for the process."""
    limits = Limits(**json.loads(sys.stdin.readline()))
    missing = limit_process(limits)
    try:
        _prepare_libraries()
    except Exception:  # noqa: BLE001 - no file is read by a process that is not as it should be
        os._exit(EXIT_NOT_READY)
    print(json.dumps({"missing": missing}), flush=True)
    for line in sys.stdin:
        print(json.dumps(_answer(json.loads(line), limits)), flush=True)


def limit_process(limits: Limits) -> list[str]:
    """Limit this process as far as the system can; return what it cannot, such as all of it on Windows."""
    try:
        import resource
    except ImportError:
        return ["memory", "processor", "file size", "open files"]
    wanted = {
        "memory": (resource.RLIMIT_AS, limits.memory_bytes),
        "file size": (resource.RLIMIT_FSIZE, max(limits.unpacked_bytes, limits.file_bytes) * 4),
        "open files": (resource.RLIMIT_NOFILE, OPEN_FILES),
        "core": (resource.RLIMIT_CORE, 0),
    }
    missing = []
    for name, (kind, value) in wanted.items():
        try:
            resource.setrlimit(kind, (value, value))
        except (ValueError, OSError):  # a Mac takes no limit of memory
            missing.append(name)
    return missing


@contextlib.contextmanager
def _time_limit(limits: Limits) -> Any:  # noqa: ANN401 - a context
    """End the process, even within a library's own loop, after so much time of the clock or of the processor."""
    faulthandler.dump_traceback_later(limits.seconds, exit=True)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime) + limits.seconds + 1
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()


class _WithoutSome:
    """Keeps out what pyogrio and Arrow would import for half a second, and do without where it is missing."""

    def find_spec(self, name: str, *_: object) -> None:
        if name.partition(".")[0] in ("pandas", "geopandas", "pyproj"):
            raise ModuleNotFoundError(name)


def _prepare_libraries() -> None:
    sys.meta_path.insert(0, _WithoutSome())
    from layers import worker_gdal
    from layers.fence import close_network_and_folders

    worker_gdal.refuse_other_drivers()
    close_network_and_folders(Path.cwd())


def _answer(job: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    folder = Path(job["folder"])
    try:
        with _time_limit(limits):
            os.chdir(folder)
            return {"ok": _read(job, folder, limits)}
    except YuantuError as error:
        return {"refused": [asdict(problem) for problem in error.problems]}
    except MemoryError:
        return {"refused": [asdict(Problem("reading_memory", job["name"], {"limit": limits.memory_bytes}))]}
    except Exception as error:  # noqa: BLE001 - whatever a hostile file provokes is a refusal, never a traceback
        reason = f"{type(error).__name__}: {error}"[:160].replace(str(folder), "")
        return {"refused": [asdict(Problem("cannot_open", job["name"], {"reason": reason}))]}


def _read(job: Mapping[str, Any], folder: Path, limits: Limits) -> dict[str, Any]:
    from layers import worker_gdal, worker_parquet, worker_table, worker_text
    from layers.worker_result import write

    readers = {
        "geojson": worker_text.read_geojson,
        "csv": worker_table.read_csv,
        "geoparquet": worker_parquet.read,
    }
    found = readers.get(job["format"], worker_gdal.read)(job, folder, limits)
    return write(found, folder / RESULT, job["name"], limits)


if __name__ == "__main__":
    main()
