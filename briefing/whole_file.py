"""A file that is there whole or not at all: made in a folder of its own beside its place, then renamed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from analysis.errors import Problem, UnreadableError


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a path to write to, with the same suffix; its file takes the place of `path` once the block is left.

    After an error nothing is left and nothing is lost. What else a writer puts beside the file that it makes (GDAL may
    put more than one) goes with the folder.

    Raises
    ------
    OSError
        If the folder cannot be written to.
    """
    with TemporaryDirectory(dir=path.parent, prefix=".yuantu-") as folder:
        made = Path(folder) / f"made{path.suffix.lower()}"
        yield made
        made.replace(path)


def require_writable(path: Path) -> None:
    """Raise unless a file can be written here: said before anything is computed.

    Raises
    ------
    UnreadableError
        ``folder_missing``, ``folder_not_writable``, or ``is_a_folder`` if the path is one.
    """
    if path.is_dir():
        raise UnreadableError(Problem("is_a_folder", str(path)))
    if not path.parent.is_dir():
        raise UnreadableError(Problem("folder_missing", str(path.parent)))
    try:
        with TemporaryDirectory(dir=path.parent, prefix=".yuantu-"):
            pass
    except OSError as error:
        raise not_writable(path, error) from None


def not_writable(path: Path, error: OSError) -> UnreadableError:
    """Return ``folder_not_writable`` with what the system says."""
    reason = error.strerror or type(error).__name__
    return UnreadableError(Problem("folder_not_writable", str(path.parent), {"reason": reason}))
