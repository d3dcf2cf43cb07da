"""The commands of `kumbara`: a module each, named as the command, whose COMMAND says what it takes and does.

A new one is a module here and a line in `bot.cli.COMMANDS`. Three modules hold what several of them need: `command`,
`under_rules` (for those that go by the programme) and `forever` (for those that run until they are told to stop).
"""
