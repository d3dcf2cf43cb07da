"""`python -m bot` is the same as `kumbara`."""

from bot.cli import main

main()
