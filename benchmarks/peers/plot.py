"""The figures as bars, longer is faster, on a scale where each step is ten times as much. SVG without script."""

from collections.abc import Mapping
from html import escape
from math import log10

LEAST = 0.001
WIDTH, LABEL, BAR, GAP = 760, 230, 15, 26
COLOURS = ("#1b5e9e", "#5b9bd5", "#a06a00", "#a33b5b", "#4d7a3a")


def bars(ratios: Mapping[tuple[str, str], float]) -> str:
    """A picture of ratios to hello-world by (server, kind of question)."""
    kinds = [*dict.fromkeys(kind for _, kind in ratios)]
    peers = [*dict.fromkeys(peer for peer, _ in ratios)]
    parts: list[str] = []
    y = 34.0
    for kind in kinds:
        parts.append(f'<text x="0" y="{y + 4:.0f}" font-weight="bold">{escape(kind)}</text>')
        for number, peer in enumerate(peers):
            ratio = ratios[peer, kind]
            length = (WIDTH - LABEL - 60) * max(0.0, 1 - log10(ratio) / log10(LEAST))
            y += BAR + 3
            parts.append(f'<text x="12" y="{y:.0f}">{escape(peer)}</text>')
            parts.append(
                f'<rect x="{LABEL}" y="{y - BAR + 3:.0f}" width="{length:.1f}" height="{BAR}" '
                f'fill="{COLOURS[number % len(COLOURS)]}"/>'
            )
            parts.append(f'<text x="{LABEL + length + 6:.1f}" y="{y:.0f}">{ratio:.3f}</text>')
        y += GAP
    title = "Requests a second as a share of a hello-world on the same server (logarithmic)"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y:.0f}" role="img" aria-label="{title}" '
        'font-family="sans-serif" font-size="13">'
        f'<rect width="100%" height="100%" fill="#fff"/><text x="0" y="14">{title}</text>{"".join(parts)}</svg>\n'
    )
