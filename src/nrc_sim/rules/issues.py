"""Issues: unresolved tensions between the outside power and the Alliance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from nrc_sim.rules.arithmetic import clamp, ramp, weighted_sum


class IssueParameters(NamedTuple):
    """How acts on an issue move its tension."""

    sharpening: float
    easing: float
    arms_drive: float
    arms_threshold: float
    linkage: float


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


def armed_pressure(activity: float, drive: float, p: IssueParameters) -> float:
    """Turn military activity into pressure on an issue that feeds on it.

    Parameters
    ----------
    activity : mean military activity of both sides, 0..1
    drive : how far the issue feeds on activity, 0..1
    p : parameters of issues
    """
    return p.arms_drive * drive * ramp(activity, p.arms_threshold, 1.0)


def load(sensitivities: Iterable[float], tensions: Iterable[float]) -> float:
    """Add up tensions by how much a side minds them."""
    return weighted_sum(sensitivities, tensions)


def linked_share(tension: float, p: IssueParameters) -> float:
    """Say which share of a friendly act counts with a side that links it to another issue.

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
