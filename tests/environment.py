"""Install what the tests need beside Python packages: Chromium, fonts with Hangul, PostgreSQL.

`make test` runs this first. With root on Debian the packages are installed by apt; otherwise one line says how to
get them, and the tests that need them are skipped (with CI=true a missing component is an error instead).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = {
    "chromium": lambda: shutil.which("chromium") is not None,
    "postgresql": lambda: any(Path("/usr/lib/postgresql").glob("*/bin/initdb")),
    "fonts-noto-cjk": lambda: any(Path("/usr/share/fonts").rglob("NotoSansCJK*")),
}


def missing_packages() -> list[str]:
    return [package for package, is_present in PACKAGES.items() if not is_present()]


def install(packages: list[str]) -> None:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True, env=environment)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)


def main() -> int:
    missing = missing_packages()
    if not missing:
        return 0
    can_install = shutil.which("apt-get") is not None and os.geteuid() == 0
    if can_install:
        print(f"Installing for the tests: {', '.join(missing)} ...", flush=True)
        try:
            install(missing)
        except subprocess.CalledProcessError as error:
            print(f"apt-get failed with exit code {error.returncode}.", file=sys.stderr)
        missing = missing_packages()
    if not missing:
        return 0
    print(
        f"Tests that need {', '.join(missing)} are skipped; to run them: sudo apt-get install {' '.join(missing)}"
    )
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
