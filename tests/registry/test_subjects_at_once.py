"""Two who make the same person known at the same moment."""

import threading

import pytest
from django.db import connection

from jishiyu.ledger.models import Entry
from jishiyu.registry import actions
from jishiyu.registry.models import Subject
from tests.cast import BY, T0


@pytest.mark.django_db(transaction=True)
def test_one_person_said_twice_at_once_is_one_person_and_no_error() -> None:
    if connection.is_in_memory_db() if connection.vendor == "sqlite" else False:
        pytest.skip("threads that share SQLite's memory lock whole tables; a file has one writer, who is waited for")
    together, found, troubles = threading.Barrier(6), set[int](), list[Exception]()

    def say() -> None:
        try:
            together.wait(10)
            found.add(actions.subject_for(name="林阿姨", phone="13900005678", by=BY, at=T0).pk)
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=say) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert found == {Subject.objects.get().pk}
    assert Entry.objects.filter(subject__startswith="subject:").count() == 1
