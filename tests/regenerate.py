"""Make anew what is made from the program, and read its diff: `python -m tests.regenerate`."""

import os

from tests import example, golden, readme

if __name__ == "__main__":
    os.chdir(readme.PROJECT)
    for part in (example, readme, golden):
        part.write()
