"""The commands of `kumbara`: a module each, named as the command, whose COMMAND says what it takes and does.

A new one is a module here and a line in `bot.cli.COMMANDS`. What several of them need is in `command`.
"""
