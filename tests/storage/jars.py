"""A very small shop for tests of the machinery: jars with coins, whose movements can only be added."""

from storage.database import Engine, Tx

_SQLITE = """
CREATE TABLE jars (id INTEGER PRIMARY KEY, label TEXT UNIQUE, coins INTEGER NOT NULL,
                   open INTEGER NOT NULL, seal BLOB, CONSTRAINT never_negative CHECK (coins >= 0)) STRICT;
CREATE TABLE sips (jar_id INTEGER NOT NULL REFERENCES jars (id) DEFERRABLE INITIALLY IMMEDIATE) STRICT;
CREATE TABLE late (jar_id INTEGER NOT NULL REFERENCES jars (id) DEFERRABLE INITIALLY DEFERRED) STRICT;
CREATE TABLE diary (id INTEGER PRIMARY KEY, words TEXT NOT NULL) STRICT;
CREATE TRIGGER diary_keeps BEFORE UPDATE ON diary BEGIN SELECT RAISE(ABORT, 'diary is append-only'); END;
CREATE TRIGGER diary_stays BEFORE DELETE ON diary BEGIN SELECT RAISE(ABORT, 'diary is append-only'); END;
CREATE TABLE traps (id INTEGER PRIMARY KEY) STRICT;
CREATE TRIGGER trap BEFORE INSERT ON traps BEGIN SELECT RAISE(ROLLBACK, 'all of it; gone'); END;
"""

_POSTGRES = """
CREATE TABLE jars (id BIGINT PRIMARY KEY, label TEXT UNIQUE, coins BIGINT NOT NULL,
                   open BOOLEAN NOT NULL, seal BYTEA, CONSTRAINT never_negative CHECK (coins >= 0));
CREATE TABLE sips (jar_id BIGINT NOT NULL CONSTRAINT sips_of_a_jar REFERENCES jars (id));
CREATE TABLE late (jar_id BIGINT NOT NULL CONSTRAINT late_of_a_jar REFERENCES jars (id)
                   DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE diary (id BIGINT PRIMARY KEY, words TEXT NOT NULL);
CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN RAISE EXCEPTION 'diary is append-only'; END $$;
CREATE TRIGGER diary_keeps BEFORE UPDATE OR DELETE ON diary FOR EACH ROW EXECUTE FUNCTION keep();
"""


def schema(engine: Engine) -> str:
    """The shop's tables for an engine."""
    return _SQLITE if engine == "sqlite" else _POSTGRES


def lay(tx: Tx) -> None:
    tx.script(schema(tx.engine))


def put(tx: Tx, jar: int, coins: int = 1, label: str | None = None) -> int:
    return tx.run("INSERT INTO jars (id, coins, open, label) VALUES ($1, $2, $3, $4)", jar, coins, True, label)


def coins(tx: Tx) -> dict[int, int]:
    return {row["id"]: row["coins"] for row in tx.all("SELECT id, coins FROM jars ORDER BY id")}


def take_one(tx: Tx, jar: int) -> int:
    """1 if there was a coin to take, else 0: the one conditional update that every voucher rests on."""
    return tx.run("UPDATE jars SET coins = coins - 1 WHERE id = $1 AND coins > 0", jar)
