"""A QR code as its dark squares, for a template to draw."""

import segno


def dark_runs(text):
    """``{"size", "runs"}``: squares of one side, and (x, y, width) of each dark run."""
    rows = segno.make(text, micro=False).matrix
    runs = []
    for y, row in enumerate(rows):
        start = None
        for x, is_dark in enumerate([*row, 0]):
            if is_dark and start is None:
                start = x
            elif not is_dark and start is not None:
                runs.append((start, y, x - start))
                start = None
    return {"size": len(rows), "runs": runs}
