# an error here is named as what happened
"""What can go wrong below the programme: one tree, each error one clear sentence.

No message holds a value that was stored (a name, a phone number): messages end up in logs.
"""


class StorageError(Exception):
    """The database refused or failed; ``str(error)`` is one sentence fit for an operator."""


class DatabaseUnusable(StorageError):
    """The database cannot be opened as it is: what the operator named is missing or wrong."""


class UnknownScheme(DatabaseUnusable):
    """The database's address is not one that Kumbara understands."""


class DatabaseMissing(DatabaseUnusable):
    """There is no database at that address."""


class NotADatabase(DatabaseUnusable):
    """The file is something else, is damaged, or belongs to another program."""


class EngineTooOld(DatabaseUnusable):
    """The engine lacks what the schema needs."""


class ServerUnreachable(DatabaseUnusable):
    """PostgreSQL does not answer, or does not let us in."""


class DatabaseInUse(DatabaseUnusable):
    """Another process has the database open where it must be alone, or is replacing it."""


class SchemaMissing(DatabaseUnusable):
    """The program lacks the text of its own schema: a broken installation."""


class DatabaseTooNew(DatabaseUnusable):
    """A newer Kumbara has written this database; this one must not touch it."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(f"the database is at version {found}, this Kumbara knows only up to {known}: update it")
        self.found = found
        self.known = known


class MigrationFailed(StorageError):
    """A step could not be applied; the database is as it was before that step."""

    def __init__(self, step: str, reason: str) -> None:
        super().__init__(f"the migration {step} failed and was undone: {reason}")
        self.step = step
        self.reason = reason


class ConstraintViolated(StorageError):
    """A unique, foreign key, check or not-null constraint or a trigger refused the change.

    ``constraint`` is the constraint's name on PostgreSQL; on SQLite, which does not tell names of all, and
    for triggers it is the engine's message (``UNIQUE constraint failed: journal.key``).
    """

    def __init__(self, constraint: str) -> None:
        super().__init__(f"the database refused the change: {constraint}")
        self.constraint = constraint


class ValueRefused(StorageError):
    """A value cannot be stored at all: NUL in a text, a number out of range, a wrong type."""


class StatementFailed(StorageError):
    """The engine could not run a statement: a fault in our SQL, or a database that is not migrated."""


class DatabaseBusy(StorageError):
    """Others held what was needed for too long; the same call may succeed later."""


class ConnectionLost(StorageError):
    """The database went away before the commit; nothing of the transaction is kept."""


class CommitFailed(StorageError):
    """The commit itself failed. It is almost surely undone, but only a look at the data tells."""


class DatabaseClosed(StorageError):
    """The database object was closed by us, or a transaction is used after its end."""


class WrongEngine(StorageError):
    """The operation does not exist on this engine; the sentence says what does it instead."""


class BackupRefused(StorageError):
    """The backup or restore was not done; nothing was changed."""
