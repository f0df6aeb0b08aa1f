"""Pages of a list whose length is known already."""

from django.core.paginator import Paginator


class CountedPaginator(Paginator):
    """For a list that was counted before, or more cheaply than by reading through it."""

    def __init__(self, rows, length, count):
        super().__init__(rows, length)
        self.count = count
