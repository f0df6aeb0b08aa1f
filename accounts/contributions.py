"""What the apps above know of a person, by registration: imports go downwards only."""

# functions(person, viewer) -> list of Holding: what waits for a person, as the viewer may see it
HOLDINGS = []


def holding(function):
    HOLDINGS.append(function)
    return function
