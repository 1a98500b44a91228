"""Weights in per cent that sum to 100: what happens to the others when one is moved."""

from __future__ import annotations

from collections.abc import Collection, Mapping

FULL = 100.0


def rebalanced(
    weights: Mapping[str, float], name: str, wanted: float, *, locked: Collection[str] = ()
) -> dict[str, float]:
    """Return the weights after one is moved: the others that are not locked take up the difference in proportion.

    Parameters
    ----------
    weights
        Criterion -> weight in per cent, summing to 100.
    name, wanted
        Which one is moved, and where to. It goes no further than the locked ones leave room.
    locked
        Those that stay. Where all others are locked, nothing moves.
    """
    fixed = {one: weights[one] for one in weights if one in locked and one != name}
    free = [one for one in weights if one not in fixed and one != name]
    room = max(FULL - sum(fixed.values()), 0.0)
    if not free:
        return dict(weights)
    moved = min(max(wanted, 0.0), room)
    total = sum(weights[one] for one in free)
    share = {one: weights[one] / total if total > 0 else 1 / len(free) for one in free}
    return {one: fixed[one] if one in fixed else moved if one == name else (room - moved) * share.get(one, 0.0)
            for one in weights}  # fmt: skip


def in_per_cent(shares: Mapping[str, float]) -> dict[str, float]:
    """Return weights on any scale in per cent; equal ones where all are 0."""
    total = sum(shares.values())
    return {name: FULL * share / total if total > 0 else FULL / len(shares) for name, share in shares.items()}


def whole_per_cent(weights: Mapping[str, float]) -> dict[str, int]:
    """Return weights that sum to 100 as whole numbers that do so too (largest remainder)."""
    floors = {name: int(weight) for name, weight in weights.items()}
    left = round(sum(weights.values())) - sum(floors.values())
    order = sorted(weights, key=lambda name: floors[name] - weights[name])
    return {name: floors[name] + (name in order[:left]) for name in weights}
