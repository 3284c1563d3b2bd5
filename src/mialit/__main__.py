"""`python -m mialit`."""

from mialit.cli import main

if __name__ == "__main__":
    main()
