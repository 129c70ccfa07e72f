# ruff: noqa: N801, N805  (its manual names variables and formulas so)
"""The rule of `rules_town` for OpenFisca, written as its manual says: entities, variables with vectorised formulas,
parameters as YAML by date, a simulation built from arrays. Kept as quick as its own means allow: whole numbers as int,
categories as Enum by their place, one role by its number."""

import tempfile
from pathlib import Path

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable
from rules_town import CATEGORIES, LINES, OUTPUTS, RATES, STANDARD, STATUSES

MONTH = DateUnit.MONTH
PERIOD = "2021-07"
Person = build_entity(key="person", plural="persons", label="a person", is_person=True)
Household = build_entity(
    key="household", plural="households", label="a household", roles=[{"key": "member", "plural": "members"}]
)
Category = Enum("Category", [(name, name) for name in CATEGORIES])
Status = Enum("Status", [(name, name) for name in STATUSES])


def fact(name: str, entity: object, kind: type, **more: object) -> type:
    said = {"value_type": kind, "entity": entity, "definition_period": MONTH, "label": name, **more}
    return type(name, (Variable,), said)


FACTS = (
    fact("category", Household, Enum, possible_values=Category, default_value=Category.none),
    fact("status", Household, Enum, possible_values=Status, default_value=Status.applicant),
    fact("area", Household, int),
    fact("rent", Household, int),
    fact("income", Person, int),
    fact("age", Person, int),
    fact("married", Person, bool),
    fact("entitled", Person, bool),
    fact("disease", Person, bool),
    fact("orphan", Person, bool),
    fact("grade", Person, int),
)


class vulnerable(Variable):
    value_type, entity, definition_period, label = bool, Person, MONTH, "in a special group (Art. 21)"

    def formula(person, period, parameters):
        grade = person("grade", period)
        return (
            person("entitled", period)
            + person("disease", period)
            + person("orphan", period)
            + ((grade >= 1) * (grade <= 2))
        )


class lone_elder(Variable):
    value_type, entity, definition_period, label = bool, Person, MONTH, "old and alone (Art. 21)"

    def formula(person, period, parameters):
        return (person("age", period) >= 60) * np.logical_not(person("married", period))


class shortfall(Variable):
    value_type, entity, definition_period, label = int, Household, MONTH, "m² short (Art. 14)"

    def formula(household, period, parameters):
        standard = parameters(period).standard
        return np.maximum(0, standard * household.nb_persons() - household("area", period))


class income_fits(Variable):
    value_type, entity, definition_period, label = bool, Household, MONTH, "income test (Art. 8)"

    def formula(household, period, parameters):
        category = household("category", period)
        income = household.sum(household.members("income", period))
        certificate = (category == Category.destitute) + (category == Category.dibao)
        return certificate + (income <= parameters(period).line[category] * household.nb_persons())


class due(Variable):
    value_type, entity, definition_period, label = int, Household, MONTH, "rent subsidy (Art. 15)"

    def formula(household, period, parameters):
        category = household("category", period)
        entitled = (
            (household("status", period) != Status.tenant)
            * (category != Category.none)
            * household("income_fits", period)
        )
        amount = parameters(period).rate[category] * household("shortfall", period)
        return entitled * ((amount + 50) // 100)


class waived(Variable):
    value_type, entity, definition_period, label = int, Household, MONTH, "rent waived (Art. 21)"

    def formula(household, period, parameters):
        special = household.any(household.members("vulnerable", period)) + household.all(
            household.members("lone_elder", period)
        )
        return (household("status", period) == Status.tenant) * special * household("rent", period)


def system() -> TaxBenefitSystem:
    """The rule loaded, as a country package does."""
    made = TaxBenefitSystem([Person, Household])
    made.add_variables(*FACTS, vulnerable, lone_elder, shortfall, income_fits, due, waived)
    with tempfile.TemporaryDirectory() as folder:
        _parameters(Path(folder))
        made.load_parameters(folder)
    return made


def _parameters(folder: Path) -> None:
    def dated(value: int, indent: str = "") -> str:
        return f"{indent}values:\n{indent}  2019-01-01:\n{indent}    value: {value}\n"

    (folder / "standard.yaml").write_text("description: m² a head\n" + dated(STANDARD))
    for name, values in (("rate", RATES), ("line", LINES)):
        lines = [f"{code}:\n  description: of {code}\n" + dated(values.get(code, 0), "  ") for code in CATEGORIES]
        (folder / f"{name}.yaml").write_text(f"description: {name} by category\n" + "".join(lines))


def run(
    loaded: TaxBenefitSystem, households: dict[str, np.ndarray], persons: dict[str, np.ndarray]
) -> list[np.ndarray]:
    """A simulation of all households, and what is due and waived."""
    builder = SimulationBuilder()
    builder.create_entities(loaded)
    whose = persons["household"]
    builder.declare_person_entity("person", np.arange(len(whose)))
    instance = builder.declare_entity("household", households["id"])
    builder.join_with_persons(instance, whose, np.zeros(len(whose), dtype=np.int64))
    simulation = builder.build(loaded)
    for table in (households, persons):
        for name, values in table.items():
            if name not in ("id", "household"):
                simulation.set_input(name, PERIOD, values)
    return [simulation.calculate(name, PERIOD) for name in OUTPUTS]
