"""What the deployment must not forget, a name and a value."""

from storage.database import Tx


def fact(tx: Tx, name: str) -> str | None:
    """The value kept under `name`."""
    row = tx.one("SELECT value FROM facts WHERE name = $1", name)
    return None if row is None else str(row["value"])


def keep(tx: Tx, name: str, value: str) -> None:
    """Keeps `value` under `name`, whatever was there."""
    tx.run(
        "INSERT INTO facts (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        name,
        value,
    )


def keep_first(tx: Tx, name: str, value: str) -> None:
    """Keeps `value` unless something is there already."""
    tx.run("INSERT INTO facts (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING", name, value)
