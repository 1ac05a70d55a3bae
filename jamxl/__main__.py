"""python -m jamxl"""

from jamxl.cli import main

main()
