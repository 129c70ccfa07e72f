from jishiyu.casework.models import Case, Task
from jishiyu.lib.worktime import built_in
from tests.cast import T0, Cast


def test_the_cast_stands_on_a_workday_and_its_outage_goes_to_the_crew(cast: Cast) -> None:
    assert built_in().is_workday(T0.date())
    task = cast.sent("power.outage")
    assert (task.state, task.unit_id, task.officer_id) == (Task.State.SENT, cast.station.pk, cast.crew.pk)
    assert cast.case("power.low_voltage").state == Case.State.RECEIVED
