"""The database itself refuses to change or remove what was published. Set up by the migration of this room."""

from jishiyu.lib.migrating import by_vendor

SQLITE = [
    f"""CREATE TRIGGER figures_published_no_{event.lower()} BEFORE {event} ON figures_published
        BEGIN SELECT RAISE(ABORT, 'what was published stays as it was'); END"""
    for event in ("UPDATE", "DELETE")
]
SQLITE_BACK = [f"DROP TRIGGER figures_published_no_{event}" for event in ("update", "delete")]

POSTGRESQL = [
    """CREATE FUNCTION figures_published_stays() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'what was published stays as it was'; END $$""",
    """CREATE TRIGGER figures_published_no_change BEFORE UPDATE OR DELETE ON figures_published
       FOR EACH ROW EXECUTE FUNCTION figures_published_stays()""",
]
POSTGRESQL_BACK = [
    "DROP TRIGGER figures_published_no_change ON figures_published",
    "DROP FUNCTION figures_published_stays()",
]

guard, unguard = by_vendor(SQLITE, POSTGRESQL), by_vendor(SQLITE_BACK, POSTGRESQL_BACK)
