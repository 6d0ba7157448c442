"""The schedule of re-visits: properties that hold whatever the article, and the curve it draws."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crawler.revisit import RHYTHM, next_look, next_try

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
INSTANTS = st.datetimes(datetime(1980, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
KEYS = st.text(min_size=1, max_size=30)


@given(KEYS, INSTANTS, INSTANTS)
def test_a_look_comes_between_the_bounds_and_is_the_same_for_the_same_article(
    key: str, quiet_since: datetime, at: datetime
) -> None:
    wait = next_look(key, quiet_since=quiet_since, at=at) - at
    assert RHYTHM.shortest * (1 - RHYTHM.spread) <= wait <= RHYTHM.longest * (1 + RHYTHM.spread)
    assert next_look(key, quiet_since=quiet_since, at=at) - at == wait


@given(KEYS, INSTANTS, INSTANTS)
def test_the_longer_it_rests_the_rarer_it_is_looked_at(key: str, one: datetime, other: datetime) -> None:
    earlier, later = sorted((one, other))
    at = later + timedelta(days=1)
    assert next_look(key, quiet_since=earlier, at=at) >= next_look(key, quiet_since=later, at=at)


@given(st.lists(KEYS, min_size=50, max_size=50, unique=True))
def test_articles_of_one_day_are_not_due_in_one_moment(keys: list[str]) -> None:
    due = {next_look(key, quiet_since=AT - timedelta(days=100), at=AT) for key in keys}
    assert len(due) > 25


def test_an_article_is_looked_at_often_while_young_and_rarely_when_old() -> None:
    at, looks = AT, []
    while at < AT + timedelta(days=365):
        at = next_look("17420", quiet_since=AT, at=at)
        looks.append(at - AT)
    first_week = sum(look <= timedelta(days=7) for look in looks)
    assert 10 <= first_week <= 16
    assert len(looks) - first_week <= 20


@given(KEYS, st.integers(0, 10_000))
def test_failures_are_tried_ever_more_rarely_and_never_given_up(key: str, tries: int) -> None:
    wait = next_try(key, tries=tries, at=AT) - AT
    assert timedelta(hours=1) <= wait <= timedelta(days=34)
    assert next_try(key, tries=tries + 1, at=AT) - AT >= wait
