"""Issues: unresolved tensions between the outside power and the Alliance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from nrc_sim.rules.arithmetic import clamp, weighted_sum
from nrc_sim.rules.kinds import Share, Weight


class IssueParameters(NamedTuple):
    """How acts on an issue move its tension."""

    sharpening: Share
    easing: Share
    linkage: Weight


class Course(NamedTuple):
    """Where tension drifts when nobody acts: `toward` a level, 0..1, closing `share` of the gap a month."""

    toward: float
    share: float


def next_tension(tension: float, pressure: float, course: Course, p: IssueParameters) -> float:
    """Move the tension of an issue by one month.

    Parameters
    ----------
    tension : 0..1
    pressure : minus the sum of the Goldstein weights / 10 of this month's acts on the issue; hostile acts press upward
    course : where it drifts
    p : parameters of issues

    Notes
    -----
    Acts sharpen what room is left and ease what tension there is, so that the range is kept (claims C7, C25, C27, C46).
    """
    room = (1.0 - tension) * p.sharpening if pressure > 0.0 else tension * p.easing
    drift = course.share * (course.toward - tension)
    return clamp(tension + pressure * room + drift, 0.0, 1.0)


def course_under_talks(course: Course, talking: bool, floor: float, settled: Course) -> Course:
    """Return where the tension of an issue drifts in the given state of its negotiation.

    Parameters
    ----------
    course : where it drifts otherwise
    talking : whether talks run in that state
    floor : level to which the issue drifts by itself, 0..1
    settled : where this state leads; a level below 0 leaves the issue to its drift

    Notes
    -----
    Tension holds while talks run.
    """
    if talking:
        return Course(floor, 0.0)
    return settled if settled.toward >= 0.0 else course


def load(sensitivities: Iterable[float], tensions: Iterable[float]) -> float:
    """Add up tensions by how much a side minds them."""
    return weighted_sum(sensitivities, tensions)


def felt_load(load_of_tensions: float, threat_perception: float) -> float:
    """Scale the load of tensions by how threatened a member feels.

    Parameters
    ----------
    load_of_tensions : see `load`
    threat_perception : multiple of what the lead feels, > 0
    """
    return load_of_tensions * threat_perception


def grievance(load_of_tensions: float, largest: float) -> float:
    """Return the load of tensions as a share, 0..1, of the largest possible, which is 0 where there is no issue."""
    return load_of_tensions / largest if largest > 0.0 else 0.0


def linked_share(tension: float, p: IssueParameters) -> float:
    """Return which share of a friendly act counts with a side that links it to another issue.

    Parameters
    ----------
    tension : tension of the linked issue, 0..1
    p : parameters of issues

    Returns
    -------
    1 where that issue is settled, less the more it is open; below 0 the act is read as pressure

    Notes
    -----
    What was done stays what it was; the share acts on how it is read and answered. Offers of disarmament without
    progress on the linked issue aggravate: claim C32.
    """
    return 1.0 - p.linkage * tension
