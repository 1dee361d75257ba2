"""Typst: every .typ file of a folder to PDF, in one process; prints the seconds and the peak memory as JSON.

Run with the peers' interpreter. The first paper, with the reading of fonts, is counted too.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import typst


def main() -> None:
    """Compile the papers in the folder given, with the fonts in the other."""
    folder, fonts = Path(sys.argv[1]), sys.argv[2]
    pages = sorted(folder.glob("*.typ"))
    begun = time.perf_counter()
    for page in pages:
        typst.compile(
            str(page),
            output=str(page.with_suffix(".typst.pdf")),
            font_paths=[fonts],
            ignore_system_fonts=True,
        )
    seconds = time.perf_counter() - begun
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
    print(json.dumps({"reports": len(pages), "seconds": seconds, "peak_mb": peak}))


if __name__ == "__main__":
    main()
