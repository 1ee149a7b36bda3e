"""A region's pool of people from the sector who are without work, one year on."""

from __future__ import annotations

from dataclasses import dataclass

from solver.instance.records import Programme, Region


@dataclass(frozen=True)
class Pool:
    """What became in a year of the people who sought work; all in persons."""

    seekers: float
    retrained: float
    found_work: float

    @property
    def without_work(self) -> float:
        """Return those who are without work for the year."""
        return self.seekers - self.found_work


@dataclass
class Posts:
    """Posts that open in a region in a year."""

    opened: float = 0.0
    """Posts that anybody can take."""
    skilled: float = 0.0
    """Posts that only the retrained can take."""


def seek_work(
    region: Region,
    programme: Programme | None,
    classes: int,
    vacancy_factor: float,
    posts: Posts,
    seekers_persons: float,
) -> Pool:
    """Return what becomes of those who seek work in a region in a year.

    Parameters
    ----------
    region : Region
        The labour market.
    programme : Programme or None
        Its retraining programme, if it has one.
    classes : int
        Classes that the programme holds in the year; 0 without a programme.
    vacancy_factor : float
        The scenario's factor of the vacancies.
    posts : Posts
        Posts that open in the region in the year.
    seekers_persons : float
        Those without work before, and those displaced since.
    """
    retrained, retrained_share = 0.0, 0.0
    if programme is not None:
        retrained = min(float(classes * programme.class_size_persons), seekers_persons)
        retrained_share = programme.reemployment_pct / 100
    skilled = min(posts.skilled, retrained)
    hired = region.reemployment_pct / 100 * (seekers_persons - retrained) + retrained_share * (retrained - skilled)
    vacancies = region.vacancies_persons_per_year * vacancy_factor + posts.opened
    return Pool(seekers=seekers_persons, retrained=retrained, found_work=skilled + min(vacancies, hired))
