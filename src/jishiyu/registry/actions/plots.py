"""Land that households work, and what is planned and grown on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from jishiyu.ledger import actions as ledger
from jishiyu.lib.refused import Refused
from jishiyu.registry.kinds import rotations
from jishiyu.registry.models import Plot, Sowing


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A plot as a list names it: `area` in 0.01 mu, `plan` the crop of each season of one year."""

    code: str
    subject: int
    name: str
    area: int
    division_code: str | None = None
    year: int = 0
    plan: Sequence[tuple[str, str]] = field(default_factory=tuple)  # (season, crop)


@transaction.atomic
def load_plots(parcels: Sequence[Parcel], *, by: str, at: datetime) -> int:
    """Take plots and their plans in, in sets; a plot or a season that is there already is left as it is. Returns how
    many plots are new. Raises Refused: area_wrong, crop_unknown."""
    seasons = {season.code for one in rotations().values() for season in one.seasons}
    crops = {crop for one in rotations().values() for crop in one.crops}
    for parcel in parcels:
        if parcel.area <= 0:
            raise Refused("area_wrong", plot=parcel.code)
        for season, crop in parcel.plan:
            if season not in seasons or crop not in crops:
                raise Refused("crop_unknown", plot=parcel.code, season=season, crop=crop)
    known = set(Plot.objects.values_list("code", flat=True))
    made = Plot.objects.bulk_create(
        [
            Plot(code=one.code, subject_id=one.subject, name=one.name, division_id=one.division_code, area=one.area)
            for one in {one.code: one for one in parcels}.values()
            if one.code not in known
        ],
        batch_size=1000,
    )
    deeds = [
        ledger.Deed(f"plot:{plot.pk}", "known", after={"code": plot.code, "area": plot.area}, at=at, by=by)
        for plot in made
    ]
    if deeds:
        ledger.load_deeds(deeds)
    _plan(parcels, by=by, at=at)
    return len(made)


def _plan(parcels: Sequence[Parcel], *, by: str, at: datetime) -> None:
    keys = dict(Plot.objects.filter(code__in={one.code for one in parcels}).values_list("code", "pk"))
    wanted = {(keys[one.code], one.year, season): crop for one in parcels for season, crop in one.plan}
    years = {year for _, year, _ in wanted}
    there = set(Sowing.objects.filter(year__in=years).values_list("plot", "year", "season"))
    fresh = [
        Sowing(plot_id=plot, year=year, season=season, planned=crop)
        for (plot, year, season), crop in wanted.items()
        if (plot, year, season) not in there
    ]
    Sowing.objects.bulk_create(fresh, batch_size=1000)
    for year in sorted(years):
        count = sum(1 for one in fresh if one.year == year)
        if count:
            ledger.record(f"plots:{year}", "planned", by=by, at=at, data={"seasons": count})


@transaction.atomic
def note_sown(plot_id: int, year: int, season: str, crop: str, *, on: date, by: str, at: datetime) -> Sowing:
    """What was really sown, whether planned or not. Raises Refused: crop_unknown."""
    plot = Plot.objects.select_for_update().get(pk=plot_id)
    if not any(crop in one.crops and season in {s.code for s in one.seasons} for one in rotations().values()):
        raise Refused("crop_unknown", plot=plot.code, season=season, crop=crop)
    row, _ = Sowing.objects.get_or_create(plot=plot, year=year, season=season)
    before = {"grown": row.grown, "sown_on": str(row.sown_on or "")}
    row.grown, row.sown_on = crop, on
    after = {"grown": row.grown, "sown_on": str(on)}
    if before != after:
        row.save(update_fields=["grown", "sown_on"])
        ledger.record(
            f"plot:{plot.pk}", "sown", by=by, at=at, before=before, after=after,
            data={"year": year, "season": season, "planned": row.planned},
        )  # fmt: skip
    return row
