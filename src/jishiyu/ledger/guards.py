"""What the database itself refuses, whoever asks: an entry or a checkpoint of the ledger changed or removed, a head
that goes back. Set up by the migration of this room."""

from jishiyu.lib.migrating import by_vendor

KEPT = ("ledger_entry", "ledger_checkpoint")

SQLITE = [
    f"""CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table}
        BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"""
    for table in KEPT
    for event in ("UPDATE", "DELETE")
] + [
    """CREATE TRIGGER ledger_head_no_way_back BEFORE UPDATE ON ledger_head
       WHEN NEW.version < OLD.version OR NEW.subject <> OLD.subject
       BEGIN SELECT RAISE(ABORT, 'a head of the ledger never goes back'); END""",
    """CREATE TRIGGER ledger_head_no_delete BEFORE DELETE ON ledger_head
       BEGIN SELECT RAISE(ABORT, 'a head of the ledger never goes back'); END""",
]
SQLITE_BACK = [
    *(f"DROP TRIGGER {table}_no_{event}" for table in KEPT for event in ("update", "delete")),
    "DROP TRIGGER ledger_head_no_way_back",
    "DROP TRIGGER ledger_head_no_delete",
]

POSTGRESQL = [
    """CREATE FUNCTION ledger_entry_append_only() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$""",
    *(
        f"""CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION ledger_entry_append_only()"""
        for table in KEPT
    ),
    *(
        f"""CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_append_only()"""
        for table in KEPT
    ),
    "ALTER TABLE ledger_head SET (fillfactor = 80)",  # updated by every act: room for it on the same page
    """CREATE FUNCTION ledger_head_no_way_back() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'a head of the ledger never goes back'; END $$""",
    """CREATE TRIGGER ledger_head_no_way_back BEFORE UPDATE ON ledger_head FOR EACH ROW
       WHEN (NEW.version < OLD.version OR NEW.subject <> OLD.subject)
       EXECUTE FUNCTION ledger_head_no_way_back()""",
    """CREATE TRIGGER ledger_head_no_delete BEFORE DELETE ON ledger_head
       FOR EACH ROW EXECUTE FUNCTION ledger_head_no_way_back()""",
    """CREATE TRIGGER ledger_head_no_truncate BEFORE TRUNCATE ON ledger_head
       FOR EACH STATEMENT EXECUTE FUNCTION ledger_head_no_way_back()""",
]
POSTGRESQL_BACK = [
    *(f"DROP TRIGGER {table}_{what} ON {table}" for table in KEPT for what in ("no_change", "no_truncate")),
    "DROP FUNCTION ledger_entry_append_only()",
    *(f"DROP TRIGGER ledger_head_{what} ON ledger_head" for what in ("no_way_back", "no_delete", "no_truncate")),
    "DROP FUNCTION ledger_head_no_way_back()",
]

guard, unguard = by_vendor(SQLITE, POSTGRESQL), by_vendor(SQLITE_BACK, POSTGRESQL_BACK)
